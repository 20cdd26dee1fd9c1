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

/// `id={"row-#{@id}"}`: the constant text stays constant.
bool plan_string(PlanNode& node, const Attribute& attribute, Reads& reads, Assigns& assigns) {
  std::vector<StringPiece> pieces = string_pieces(attribute.expression);
  std::string html;
  if (is_url(attribute.name) && !pieces.front().is_text) return false;  // its scheme is to be checked
  for (const StringPiece& piece : pieces) {
    if (piece.is_text && !unescape(piece.text)) return false;
  }
  node.text(" " + attribute.name + "=\"");
  for (const StringPiece& piece : pieces) {
    if (piece.is_text) {
      std::string escaped;
      html_escape(escaped, *unescape(piece.text));
      node.text(escaped);
    } else {
      Dynamic dynamic{.kind = Kind::text};
      dynamic.code = to_code(piece.expression, dynamic.reads, assigns);
      add(node, std::move(dynamic), reads);
    }
  }
  node.text("\"");
  return true;
}

/// `class={["a", @b, @on && "c"]}`
void plan_class_list(PlanNode& node, const Attribute& attribute, Reads& reads, Assigns& assigns) {
  const Expression& whole = attribute.expression;
  Expression inner = trimmed(whole.text, 1, whole.text.size() - 1);
  inner.at += whole.at;
  Dynamic dynamic{.kind = Kind::class_list};
  for (const Expression& word : split_at_commas(inner)) {
    const auto both = find_at_top(word.text, "&&");
    if (!both) {
      dynamic.words.push_back(to_code(word, dynamic.reads, assigns));
      continue;
    }
    Expression condition = trimmed(word.text, 0, *both);
    Expression value = trimmed(word.text, *both + 2, word.text.size());
    condition.at += word.at;
    value.at += word.at;
    Code code{{"((", {}}};
    for (Piece& piece : to_code(condition, dynamic.reads, assigns)) code.push_back(std::move(piece));
    code.push_back({") ? ::std::string_view(", {}});
    for (Piece& piece : to_code(value, dynamic.reads, assigns)) code.push_back(std::move(piece));
    code.push_back({") : ::std::string_view())", {}});
    dynamic.words.push_back(std::move(code));
  }
  node.text(" class=\"");
  add(node, std::move(dynamic), reads);
  node.text("\"");
}

}  // namespace

void plan_attribute(PlanNode& node, const Tag& tag, const Attribute& attribute, Reads& reads,
                    Assigns& assigns) {
  const std::string& name = attribute.name;
  if (name == "phx-no-curly-interpolation" || name == "phx-no-format") return;
  if (attribute.kind == Attribute::Kind::bare) return node.text(" " + name);
  if (attribute.kind == Attribute::Kind::literal) {
    return node.text(" " + name + "=" + attribute.quote + attribute.literal + attribute.quote);
  }
  const Expression& expression = attribute.expression;
  if (is_code(name)) {
    throw Mistake(attribute.at,
                  "the value of \"" + name +
                      "\" is run by the browser, and nothing makes a visitor's text "
                      "safe there; handle the event with phx-… or give the value in a data-… attribute");
  }
  if (is_string_literal(expression) && plan_string(node, attribute, reads, assigns)) return;
  const bool is_list = expression.text.front() == '[' && expression.text.back() == ']';
  if (is_list && name == "class") return plan_class_list(node, attribute, reads, assigns);
  if (is_list) {
    throw Mistake(expression.at, "only class takes a list; for \"" + name + "\" of <" + tag.name +
                                     "> write one expression, such as {\"a#{@b}\"}");
  }
  Dynamic dynamic{.kind = is_url(name) ? Kind::url_attribute : Kind::attribute};
  dynamic.code = to_code(expression, dynamic.reads, assigns);
  dynamic.open = " " + name + "=\"";
  if (name == "class" || name == "style") {  // always there, so that CSS selectors and scripts find it
    dynamic.kind = Kind::absent_or_text;
    node.text(dynamic.open);
    add(node, std::move(dynamic), reads);
    return node.text("\"");
  }
  add(node, std::move(dynamic), reads);
}

Argument plan_argument(const Attribute& attribute, Assigns& assigns) {
  std::string field = attribute.name;
  for (char& c : field) c = c == '-' ? '_' : c;
  for (char c : field) {
    if (!is_identifier(c)) {
      throw Mistake(attribute.at, "\"" + attribute.name +
                                      "\" cannot be the name of a field, and a component's attributes "
                                      "are the fields of its struct");
    }
  }
  if (is_keyword(field)) field += '_';
  Argument argument{field, attribute.at, attribute.at, {}, {}};
  switch (attribute.kind) {
    case Attribute::Kind::bare:
      argument.value = {{"true", {}}};
      break;
    case Attribute::Kind::literal:
      argument.value = {{quoted(attribute.literal), {}}};
      argument.value_at = attribute.value_at;
      break;
    case Attribute::Kind::expression:
      argument.value = to_code(attribute.expression, argument.reads, assigns);
      argument.value_at = attribute.expression.at;
      break;
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
