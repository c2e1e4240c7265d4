#include "CSimdjson.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include <simdjson.h>

struct csj_parser {
  simdjson::dom::parser dom;
  std::vector<csj_node> nodes;
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

bool same(const csj_node *a, const csj_node *b) {
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

bool before(const csj_node *a, const csj_node *b) {
  if (a->length != b->length) return a->length < b->length;
  int order = memcmp(a->text, b->text, a->length);
  return order != 0 ? order < 0 : a < b;
}

// The second of two equal names of an object, or null. Small objects are compared pair by pair;
// large ones are sorted, so that hostile input costs no quadratic time.
const csj_node *duplicate(const csj_node *object, std::vector<const csj_node *> &names) {
  const csj_node *end = object + object->span;
  names.clear();
  for (const csj_node *name = object + 1; name < end; name += 1 + name[1].span) {
    names.push_back(name);
  }
  if (names.size() <= 24) {
    for (size_t later = 1; later < names.size(); later++) {
      for (size_t earlier = 0; earlier < later; earlier++) {
        if (same(names[earlier], names[later])) return names[later];
      }
    }
    return nullptr;
  }
  std::sort(names.begin(), names.end(), before);
  for (size_t index = 1; index < names.size(); index++) {
    if (same(names[index - 1], names[index])) return names[index];
  }
  return nullptr;
}

// Turns simdjson's tape (its doc/tape.md) into nodes.
int flatten(csj_parser *parser, bool has_escapes) {
  const uint64_t *tape = parser->dom.doc.tape.get();
  const uint8_t *strings = parser->dom.doc.string_buf.get();
  std::vector<csj_node> &nodes = parser->nodes;
  constexpr uint64_t payload = (uint64_t(1) << 56) - 1;
  // The containers that are open, and how many nodes stand directly in each.
  size_t open[csj_maximum_depth];
  int64_t counts[csj_maximum_depth];
  size_t depth = 0;

  nodes.clear();
  // The first word is the root, which says where the tape ends.
  size_t end = size_t(tape[0] & payload) - 1;
  for (size_t at = 1; at < end; at++) {
    char type = char(tape[at] >> 56);
    if (type == ']' || type == '}') {
      depth--;
      csj_node &container = nodes[open[depth]];
      container.number = type == '}' ? counts[depth] / 2 : counts[depth];
      container.span = uint32_t(nodes.size() - open[depth]);
      continue;
    }
    csj_node node = {0, nullptr, 0, 1, csj_kind_null};
    if (depth > 0) counts[depth - 1]++;
    switch (type) {
    case '{':
    case '[':
      if (depth == csj_maximum_depth) return csj_too_deep;
      node.kind = type == '{' ? csj_kind_object : csj_kind_array;
      open[depth] = nodes.size();
      counts[depth] = 0;
      depth++;
      break;
    case '"':
      node.kind = csj_kind_string;
      node.text = strings + (tape[at] & payload);
      memcpy(&node.length, node.text, sizeof node.length);
      node.text += sizeof node.length;
      if (has_escapes && has_surrogate(node.text, node.length)) return csj_encoding;
      break;
    case 'l':
      node.kind = csj_kind_integer;
      at++;
      memcpy(&node.number, &tape[at], sizeof node.number);
      break;
    case 'u': return csj_out_of_range;
    case 'd': return csj_not_whole;
    case 't':
    case 'f':
      node.kind = csj_kind_bool;
      node.number = type == 't';
      break;
    case 'n': break;
    default: return csj_syntax;
    }
    nodes.push_back(node);
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
    // Copies the input into a buffer of its own that has the padding the parser reads over.
    simdjson::error_code error = parser->dom.parse(bytes, length, true).error();
    if (error != simdjson::SUCCESS) return code(error);
    int result = flatten(parser, length > 0 && memchr(bytes, '\\', length) != nullptr);
    if (result != csj_ok) return result;
    for (const csj_node &node : parser->nodes) {
      if (node.kind != csj_kind_object || node.number < 2) continue;
      const csj_node *name = duplicate(&node, parser->names);
      if (name == nullptr) continue;
      *nodes = name;
      return csj_duplicate_name;
    }
    *nodes = parser->nodes.data();
    return csj_ok;
  } catch (const std::bad_alloc &) {
    return csj_memory;
  }
}
