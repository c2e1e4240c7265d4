// The C library as Debian ships it (libxlsxwriter-dev).
#ifndef RAPPORTEUR_CXLSXWRITER_H
#define RAPPORTEUR_CXLSXWRITER_H

#include <xlsxwriter.h>

#endif
