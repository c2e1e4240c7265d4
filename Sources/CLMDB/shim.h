// The C library as Debian ships it (liblmdb-dev), and the constants that Swift cannot import.
#ifndef RAPPORTEUR_CLMDB_H
#define RAPPORTEUR_CLMDB_H

#include <lmdb.h>

#endif
