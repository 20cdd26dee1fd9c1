#include "anqa/live/heex/plan_attributes.hpp"

#include "anqa/base/encoding.hpp"
#include "anqa/live/heex/cpp_scan.hpp"
#include "anqa/live/heex/html.hpp"

namespace anqa::heex {

namespace {

using Kind = Dynamic::Kind;

void add(PlanNode& node, Dynamic dynamic, Reads& reads) {
  reads.insert(dynamic.reads.begin(), dynamic.reads.end());
  node.add(std::move(dynamic));
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether what a URL starts with says, whatever follows it, where the URL
/// leads. `whose`: for an address that the browser runs what it finds at, the
/// host must be said, too.
bool is_settled(const Attribute& attribute, std::string_view start, bool whose) {
  const std::size_t at = start.find_first_of(":/?#");
  if (at == std::string_view::npos) return false;
  if (start[at] == ':') {
    std::string scheme;
    for (char c : start.substr(0, at)) {
      if (static_cast<unsigned char>(c) > 0x20) scheme += lower(c);
    }
    if (scheme == "javascript" || scheme == "vbscript" || scheme == "data") {
      throw Mistake(attribute.expression.at, "nothing makes a value safe within a " + scheme +
                                                 ": address; give it in a data-… attribute");
    }
    if (!whose) return true;
    start.remove_prefix(at + 1);
  }
  if (!whose) return true;
  if (start.starts_with("//")) return start.find('/', 2) != std::string_view::npos;
  return start.size() > 1 && start[0] == '/' && start[1] != '\\';
}

/// `id={"row-#{@id}"}`: the constant text stays constant.
bool plan_string(PlanNode& node, const Tag& tag, const Attribute& attribute, Reads& reads, Scope& scope) {
  std::vector<StringPiece> pieces = string_pieces(attribute.expression);
  for (const StringPiece& piece : pieces) {
    if (piece.is_text && !unescape(piece.text)) return false;
  }
  const bool constant = pieces.size() == 1 && pieces.front().is_text;
  const bool resource = is_resource(tag, attribute.name);
  if (!constant && (resource || is_url(attribute.name))) {
    if (!pieces.front().is_text) return false;  // its scheme is to be checked
    if (!is_settled(attribute, *unescape(pieces.front().text), resource)) return false;
  }
  if (!constant && is_binding(attribute.name) && (!pieces.front().is_text || pieces.front().text.empty())) {
    return false;
  }
  node.text(" " + attribute.name + "=\"");
  for (const StringPiece& piece : pieces) {
    if (piece.is_text) {
      std::string escaped;
      html_escape(escaped, *unescape(piece.text));
      node.text(escaped);
    } else {
      Dynamic dynamic{.kind = attribute.name == "style" ? Kind::css_text : Kind::text};
      dynamic.code = to_code(piece.expression, dynamic.reads, scope);
      add(node, std::move(dynamic), reads);
    }
  }
  node.text("\"");
  return true;
}

/// The words of `["a", @b, @on && "c"]`.
std::vector<Code> class_words(const Expression& whole, Reads& reads, Scope& scope) {
  std::vector<Code> words;
  Expression inner = trimmed(whole.text, 1, whole.text.size() - 1);
  inner.at += whole.at;
  for (const Expression& word : split_at_commas(inner)) {
    const auto both = find_at_top(word.text, "&&");
    if (!both) {
      words.push_back(to_code(word, reads, scope));
      continue;
    }
    Expression condition = trimmed(word.text, 0, *both);
    Expression value = trimmed(word.text, *both + 2, word.text.size());
    condition.at += word.at;
    value.at += word.at;
    Code code{{"((", {}}};
    for (Piece& piece : to_code(condition, reads, scope)) code.push_back(std::move(piece));
    code.push_back({") ? ::std::string_view(", {}});
    for (Piece& piece : to_code(value, reads, scope)) code.push_back(std::move(piece));
    code.push_back({") : ::std::string_view())", {}});
    words.push_back(std::move(code));
  }
  return words;
}

/// `class={["a", @b, @on && "c"]}`
void plan_class_list(PlanNode& node, const Attribute& attribute, Reads& reads, Scope& scope) {
  Dynamic dynamic{.kind = Kind::class_list};
  dynamic.words = class_words(attribute.expression, dynamic.reads, scope);
  node.text(" class=\"");
  add(node, std::move(dynamic), reads);
  node.text("\"");
}

void refuse_code(const Attribute& attribute) {
  throw Mistake(attribute.at, "the value of \"" + attribute.name +
                                  "\" is run by the browser, and nothing makes a visitor's text safe there; "
                                  "handle the event with phx-… or give the value in a data-… attribute");
}

Kind kind_of(const Tag& tag, const std::string& name) {
  if (is_resource(tag, name)) return Kind::resource_attribute;
  if (is_url(name)) return Kind::url_attribute;
  if (is_binding(name)) return Kind::binding_attribute;
  return Kind::attribute;
}

}  // namespace

void plan_attribute(PlanNode& node, const Tag& tag, const Attribute& attribute, Reads& reads, Scope& scope) {
  const std::string& name = attribute.name;
  if (name == "phx-no-curly-interpolation" || name == "phx-no-format") return;
  if (attribute.kind == Attribute::Kind::spread) {
    Dynamic dynamic{.kind = Kind::spread};
    dynamic.code = to_code(attribute.expression, dynamic.reads, scope);
    return add(node, std::move(dynamic), reads);
  }
  if (attribute.kind == Attribute::Kind::bare) return node.text(" " + name);
  if (attribute.kind == Attribute::Kind::literal) {
    return node.text(" " + name + "=" + attribute.quote + attribute.literal + attribute.quote);
  }
  const Expression& expression = attribute.expression;
  if (is_code(name) || is_animated_url(tag, name)) refuse_code(attribute);
  if (is_string_literal(expression) && plan_string(node, tag, attribute, reads, scope)) return;
  const bool is_list = expression.text.front() == '[' && expression.text.back() == ']';
  if (is_list && name == "class") return plan_class_list(node, attribute, reads, scope);
  if (is_list) {
    throw Mistake(expression.at, "only class takes a list; for \"" + name + "\" of <" + tag.name +
                                     "> write one expression, such as {\"a#{@b}\"}");
  }
  Dynamic dynamic{.kind = kind_of(tag, name)};
  dynamic.code = to_code(expression, dynamic.reads, scope);
  dynamic.open = " " + name + "=\"";
  if (name == "class" || name == "style") {  // always there, so that CSS selectors and scripts find it
    dynamic.kind = name == "style" ? Kind::style : Kind::absent_or_text;
    node.text(dynamic.open);
    add(node, std::move(dynamic), reads);
    return node.text("\"");
  }
  add(node, std::move(dynamic), reads);
}

Argument plan_argument(const Attribute& attribute, Scope& scope) {
  Argument argument{
      .name = attribute.name, .field = attribute.name, .field_at = attribute.at, .value_at = attribute.at};
  if (attribute.kind == Attribute::Kind::spread) {
    argument.spread = true;
    argument.field = "rest";
    argument.value_at = attribute.expression.at;
    argument.value = to_code(attribute.expression, argument.reads, scope);
    return argument;
  }
  std::string& field = argument.field;
  for (char& c : field) c = c == '-' ? '_' : c;
  for (char c : field) {
    if (!is_identifier(c)) {
      throw Mistake(
          attribute.at,
          "\"" + attribute.name +
              "\" cannot be the name of a field, and a component's attributes are the fields of its struct");
    }
  }
  if (is_keyword(field)) field += '_';
  switch (attribute.kind) {
    case Attribute::Kind::literal:
      argument.value = {{quoted(attribute.literal), {}}};
      argument.value_at = attribute.value_at;
      argument.literal = true;
      break;
    case Attribute::Kind::expression: {
      const Expression& expression = attribute.expression;
      argument.value_at = expression.at;
      if (attribute.name == "class" && expression.text.front() == '[' && expression.text.back() == ']') {
        argument.value = {{"::anqa::detail::class_list(", {}}};
        bool first = true;
        for (Code& word : class_words(expression, argument.reads, scope)) {
          if (!first) argument.value.push_back({", ", {}});
          first = false;
          for (Piece& piece : word) argument.value.push_back(std::move(piece));
        }
        argument.value.push_back({")", {}});
      } else {
        argument.value = to_code(expression, argument.reads, scope);
      }
      break;
    }
    default:
      argument.value = {{"true", {}}};
  }
  return argument;
}

std::string pascal_case(std::string_view name) {
  std::string out;
  bool upper = true;
  for (char c : name) {
    if (c == '_' || c == '-') {
      upper = true;
      continue;
    }
    out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return out;
}

std::string component_type(std::string_view tag) {
  if (tag.starts_with('.') && is_builtin(tag.substr(1))) {
    return "::anqa::components::" + pascal_case(tag.substr(1));
  }
  const std::size_t dot = tag.rfind('.');
  std::string out;
  for (char c : tag.substr(0, dot)) {
    if (c == '.') {
      out += "::";
    } else {
      out += c;
    }
  }
  return (out.empty() ? "" : out + "::") + pascal_case(tag.substr(dot + 1));
}

}  // namespace anqa::heex
