#include <simdjson.h>

#include "anqa/term/internal/json_error.hpp"
#include "anqa/term/json.hpp"

namespace anqa::json {
namespace {

// The DOM's depth is bounded by the parser, so these recurse safely.
Term to_term(simdjson::dom::element element);

Term to_list(simdjson::dom::array array) {
  std::vector<Term> items;
  items.reserve(array.size());
  for (const simdjson::dom::element item : array) items.push_back(to_term(item));
  return Term::list(std::move(items));
}

Term to_map(simdjson::dom::object object) {
  std::vector<Term::Entry> entries;
  entries.reserve(object.size());
  for (const auto field : object) entries.push_back({field.key, to_term(field.value)});
  return Term::map(std::move(entries));
}

Term to_term(simdjson::dom::element element) {
  using Type = simdjson::dom::element_type;
  switch (element.type()) {
    case Type::ARRAY:
      return to_list(element.get_array().value_unsafe());
    case Type::OBJECT:
      return to_map(element.get_object().value_unsafe());
    case Type::INT64:
      return element.get_int64().value_unsafe();
    case Type::UINT64:
      return element.get_uint64().value_unsafe();
    case Type::DOUBLE:
      return element.get_double().value_unsafe();
    case Type::STRING:
      return element.get_string().value_unsafe();
    case Type::BOOL:
      return element.get_bool().value_unsafe();
    case Type::NULL_VALUE:
      return {};
  }
  return {};
}

/// One parser per thread keeps its buffers between messages, but not those that one huge message needed.
struct Parser {
  static constexpr std::size_t keep = std::size_t{1} << 20;
  simdjson::dom::parser dom;
  std::string padded;

  simdjson::error_code parse(std::string_view text, std::size_t max_depth, simdjson::dom::element& root) {
    // The parser counts scalars inside the innermost array as a level of their own.
    if (dom.capacity() < text.size() || dom.max_depth() != max_depth + 1) {
      if (const auto error = dom.allocate(text.size(), max_depth + 1)) return error;
    }
    padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    padded.assign(text);
    padded.append(simdjson::SIMDJSON_PADDING, ' ');
    return dom.parse(padded.data(), text.size(), false).get(root);
  }

  void shrink() {
    if (padded.capacity() <= keep) return;
    dom = simdjson::dom::parser();
    padded = std::string();
  }
};

}  // namespace

result<Term> parse(std::string_view text, Options options) {
  if (text.size() > options.max_size) {
    return std::unexpected(Error{"JSON of " + std::to_string(text.size()) + " bytes; at most " +
                                 std::to_string(options.max_size) + " are accepted"});
  }
  thread_local Parser parser;
  simdjson::dom::element root;
  const auto code = parser.parse(text, options.max_depth, root);
  auto parsed =
      code == simdjson::SUCCESS
          ? result<Term>(to_term(root))
          : std::unexpected(Error{detail::explain(text, options.max_depth, simdjson::error_message(code))});
  parser.shrink();
  return parsed;
}

}  // namespace anqa::json
