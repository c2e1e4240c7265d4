// A small C interface to simdjson (https://github.com/simdjson/simdjson): one call parses a text
// into a flat array of nodes in document order.

#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is.
enum {
  csj_kind_null = 0,
  csj_kind_bool = 1,
  csj_kind_integer = 2,
  csj_kind_string = 3,
  csj_kind_array = 4,
  csj_kind_object = 5,
};

/// A value, or a member's name, which is a string node right before the member's value.
/// The Swift side reads these fields by their offsets, so that its accessors can be inlined.
typedef struct {
  /// Offset 0. The integer; 0 or 1 of a bool; the address of a string's UTF-8 bytes, with escapes
  /// resolved.
  uint64_t content;
  /// Offset 8. How many bytes a string has, or how many elements or members a container.
  uint32_t count;
  /// Offset 12. The lowest three bits: one of `csj_kind_*`. The others: how many nodes the value
  /// takes, itself and all within it.
  uint32_t kind_and_span;
} csj_node;

/// Why a text was refused.
enum {
  csj_ok = 0,
  csj_syntax = 1,
  csj_encoding = 2,
  csj_number = 3,
  csj_not_whole = 4,
  csj_out_of_range = 5,
  csj_too_deep = 6,
  csj_too_large = 7,
  csj_duplicate_name = 8,
  csj_memory = 9,
};

/// How many containers may stand within each other.
enum { csj_maximum_depth = 128 };

/// How many bytes a text may have, so that every node can be counted.
enum { csj_maximum_length = 1 << 28 };

typedef struct csj_parser csj_parser;

/// A parser that nobody else uses, from this thread's free ones; null when memory is short.
csj_parser *csj_acquire(void);

/// Gives a parser back. Its nodes must not be used any more.
void csj_release(csj_parser *parser);

/// Parses `length` bytes, which need no padding. On success the nodes, root first, are valid until
/// the parser is used or released. After `csj_duplicate_name`, `nodes` is the second such name.
int csj_parse(csj_parser *parser, const uint8_t *bytes, size_t length, const csj_node **nodes);

#ifdef __cplusplus
}
#endif

#endif
