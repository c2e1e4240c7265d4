#include "CSimdjson.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include <simdjson.h>

struct csj_parser {
  simdjson::dom::parser dom;
  std::unique_ptr<csj_node[]> nodes;
  size_t capacity = 0;
  std::vector<const csj_node *> names;
};

namespace {

// A parser that grew beyond this is not kept.
constexpr size_t kept_capacity = 1 << 20;

// The parsers of one thread that nobody uses. Never more than were in use at the same time.
thread_local std::vector<std::unique_ptr<csj_parser>> free_parsers;

int code(simdjson::error_code error) {
  switch (error) {
  case simdjson::SUCCESS: return csj_ok;
  case simdjson::CAPACITY: return csj_too_large;
  case simdjson::MEMALLOC: return csj_memory;
  case simdjson::DEPTH_ERROR: return csj_too_deep;
  case simdjson::UTF8_ERROR: return csj_encoding;
  case simdjson::NUMBER_ERROR: return csj_number;
  default: return csj_syntax;
  }
}

// The parser checks the UTF-8 of its input, but lets some lone surrogates through that were written
// as escapes. In the output they are the only way to get 0xED followed by 0xA0 or more.
bool has_surrogate(const uint8_t *text, size_t length) {
  const uint8_t *end = text + length;
  while (length >= 3) {
    text = static_cast<const uint8_t *>(memchr(text, 0xED, length));
    if (text == nullptr) return false;
    if (end - text >= 2 && text[1] >= 0xA0) return true;
    text += 1;
    length = static_cast<size_t>(end - text);
  }
  return false;
}

const uint8_t *text(const csj_node *node) {
  return reinterpret_cast<const uint8_t *>(uintptr_t(node->content));
}

uint32_t span(const csj_node *node) { return node->kind_and_span >> 3; }

bool same(const csj_node *a, const csj_node *b) {
  return a->count == b->count && memcmp(text(a), text(b), a->count) == 0;
}

bool before(const csj_node *a, const csj_node *b) {
  if (a->count != b->count) return a->count < b->count;
  int order = memcmp(text(a), text(b), a->count);
  return order != 0 ? order < 0 : a < b;
}

// Few bits of a name, which differ for most different names.
uint32_t sketch(const csj_node *name) {
  uint32_t count = name->count;
  if (count == 0) return 0;
  const uint8_t *bytes = text(name);
  return count ^ uint32_t(bytes[0]) << 24 ^ uint32_t(bytes[count / 2]) << 16 ^
         uint32_t(bytes[count - 1]) << 8;
}

// The second of two equal names of an object, or null. Small objects are compared pair by pair;
// large ones are sorted, so that hostile input costs no quadratic time.
const csj_node *duplicate(const csj_node *object, std::vector<const csj_node *> &names) {
  constexpr size_t few = 24;
  if (object->count <= few) {
    const csj_node *name = object + 1;
    const csj_node *seen[few];
    uint32_t sketches[few];
    for (size_t later = 0; later < object->count; later++) {
      uint32_t own = sketch(name);
      bool is_suspect = false;
      for (size_t earlier = 0; earlier < later; earlier++) is_suspect |= sketches[earlier] == own;
      for (size_t earlier = 0; is_suspect && earlier < later; earlier++) {
        if (same(seen[earlier], name)) return name;
      }
      seen[later] = name;
      sketches[later] = own;
      name += 1 + span(name + 1);
    }
    return nullptr;
  }
  names.clear();
  const csj_node *end = object + span(object);
  for (const csj_node *name = object + 1; name < end; name += 1 + span(name + 1)) {
    names.push_back(name);
  }
  std::sort(names.begin(), names.end(), before);
  for (size_t index = 1; index < names.size(); index++) {
    if (same(names[index - 1], names[index])) return names[index];
  }
  return nullptr;
}

// The tape counts no further.
constexpr uint32_t saturated = 0xFFFFFF;

// How many members or elements a container has.
uint32_t count(const csj_node *container) {
  const csj_node *end = container + span(container);
  uint32_t values = 0;
  for (const csj_node *value = container + 1; value < end; value += span(value)) values++;
  return (container->kind_and_span & 7) == csj_kind_object ? values / 2 : values;
}

// Turns simdjson's tape (its doc/tape.md) into nodes. After `csj_duplicate_name`, `culprit` is the
// second such name.
int flatten(csj_parser *parser, bool has_escapes, const csj_node **culprit) {
  constexpr uint64_t payload = (uint64_t(1) << 56) - 1;
  const uint64_t *tape = parser->dom.doc.tape.get();
  const uint8_t *strings = parser->dom.doc.string_buf.get();
  // The first word is the root, which says how many words there are; the last is a root again.
  const uint64_t *end = tape + size_t(tape[0] & payload) - 1;
  size_t words = size_t(end - tape);
  if (parser->capacity < words) {
    parser->nodes.reset(new csj_node[words]);
    parser->capacity = words;
  }
  csj_node *node = parser->nodes.get();
  csj_node *open[csj_maximum_depth];
  size_t depth = 0;

  for (const uint64_t *word = tape + 1; word < end; word++) {
    uint64_t value = *word & payload;
    uint32_t kind;
    switch (*word >> 56) {
    case '"': {
      uint32_t length;
      const uint8_t *string = strings + value;
      memcpy(&length, string, sizeof length);
      string += sizeof length;
      if (has_escapes && has_surrogate(string, length)) return csj_encoding;
      *node++ = {uint64_t(uintptr_t(string)), length, 1 << 3 | csj_kind_string};
      continue;
    }
    case '{':
    case '[':
      if (depth == csj_maximum_depth) return csj_too_deep;
      open[depth++] = node;
      // Behind the place of its end, the tape holds how many members or elements there are.
      *node++ = {0, uint32_t(value >> 32), uint32_t(*word >> 56 == '{' ? csj_kind_object : csj_kind_array)};
      continue;
    case '}':
    case ']': {
      csj_node *container = open[--depth];
      container->kind_and_span |= uint32_t(node - container) << 3;
      if (container->count == saturated) container->count = count(container);
      if (*word >> 56 == ']' || container->count < 2) continue;
      *culprit = duplicate(container, parser->names);
      if (*culprit != nullptr) return csj_duplicate_name;
      continue;
    }
    case 'l':
      kind = csj_kind_integer;
      value = *++word;
      break;
    case 't':
    case 'f':
      kind = csj_kind_bool;
      value = *word >> 56 == 't';
      break;
    case 'n': kind = csj_kind_null; break;
    case 'u': return csj_out_of_range;
    case 'd': return csj_not_whole;
    default: return csj_syntax;
    }
    *node++ = {value, 0, 1 << 3 | kind};
  }
  return csj_ok;
}

}  // namespace

csj_parser *csj_acquire(void) {
  try {
    if (!free_parsers.empty()) {
      csj_parser *parser = free_parsers.back().release();
      free_parsers.pop_back();
      return parser;
    }
    std::unique_ptr<csj_parser> parser(new csj_parser);
    // One level more than allowed, so that `flatten` decides, whatever the parser counts.
    if (parser->dom.allocate(4096, csj_maximum_depth + 2) != simdjson::SUCCESS) return nullptr;
    return parser.release();
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

void csj_release(csj_parser *parser) {
  std::unique_ptr<csj_parser> owned(parser);
  if (owned->dom.capacity() > kept_capacity) return;
  try {
    free_parsers.push_back(std::move(owned));
  } catch (const std::bad_alloc &) {
    // Then it is simply not kept.
  }
}

int csj_parse(csj_parser *parser, const uint8_t *bytes, size_t length, const csj_node **nodes) {
  try {
    *nodes = nullptr;
    if (length > csj_maximum_length) return csj_too_large;
    // Copies the input into a buffer of its own that has the padding the parser reads over.
    simdjson::error_code error = parser->dom.parse(bytes, length, true).error();
    if (error != simdjson::SUCCESS) return code(error);
    int result = flatten(parser, memchr(bytes, '\\', length) != nullptr, nodes);
    if (result == csj_ok) *nodes = parser->nodes.get();
    return result;
  } catch (const std::bad_alloc &) {
    return csj_memory;
  }
}
