// The files that the web serves or renders, embedded in the program.

#ifndef CWEBASSETS_H
#define CWEBASSETS_H

#include <stddef.h>

/// A file: its name, and its bytes, which live as long as the program.
struct web_asset {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

/// How many files there are.
size_t web_asset_count(void);

/// The file at a place from 0 on.
struct web_asset web_asset_at(size_t place);

#endif
