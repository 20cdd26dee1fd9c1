#include "anqa/live/heex/tag_parser.hpp"

#include <algorithm>

namespace anqa::heex {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class TagParser {
 public:
  TagParser(const Source& source, Offset at) : text_(source.text), start_(at), at_(at + 1) {}

  Tag run() {
    Tag tag;
    tag.at = at_;
    tag.name = name("<>/={} \t\r\n\"'");
    if (tag.name.empty())
      throw Mistake(start_, "expected the name of a tag after <; to show < as text write &lt;");
    if (tag.name.front() == ':') {
      tag.slot = true;
      tag.name.erase(0, 1);
      const bool fits = !tag.name.empty() && is_identifier_start(tag.name[0]) &&
                        std::all_of(tag.name.begin(), tag.name.end(), is_identifier);
      if (!fits) throw Mistake(tag.at, "a slot is called <:name>");
    } else {
      check_name(tag);
    }
    while (true) {
      skip_blanks();
      if (at_ >= text_.size()) throw Mistake(start_, "<" + tag.name + " does not end; expected >");
      if (text_[at_] == '>') break;
      if (text_.compare(at_, 2, "/>") == 0) {
        tag.closed_by_slash = true;
        ++at_;
        break;
      }
      attribute(tag);
    }
    ++at_;
    if (tag.key && tag.slot) throw Mistake(tag.key->at, "a slot takes no :key: its list is not sent as one");
    if (tag.key && !tag.loop) throw Mistake(tag.key->at, ":key has a meaning only on a tag with :for");
    return tag;
  }

  Offset end() const { return at_; }

 private:
  void check_name(Tag& tag) const {
    const std::string& name = tag.name;
    tag.component = name.find('.') != std::string::npos;
    if (!tag.component) {
      if (!is_identifier_start(name[0])) {
        throw Mistake(start_, "<" + name + " is no tag; to show < as text write &lt;");
      }
      return;
    }
    bool word_starts = name[0] != '.';
    for (std::size_t i = 0; i < name.size(); ++i) {
      const char c = name[i];
      const bool fits = c == '.'      ? !word_starts || i == 0
                        : word_starts ? is_identifier_start(c)
                                      : is_identifier(c);
      if (!fits) throw Mistake(tag.at + i, "a component is called <.name> or <namespace.name>");
      word_starts = c == '.';
    }
    if (word_starts) throw Mistake(tag.at, "a component is called <.name> or <namespace.name>");
  }

  /// `{@rest}`
  void spread(Tag& tag) {
    Attribute found{.at = at_, .kind = Attribute::Kind::spread, .expression = {}, .value_at = at_};
    const Offset end = find_closing_brace(text_, at_);
    found.expression = trimmed(text_, at_ + 1, end);
    if (found.expression.text.empty()) {
      throw Mistake(at_, "{} is empty; expected attributes to be spread into the tag, such as {@rest}");
    }
    at_ = end + 1;
    tag.written.push_back(found);
    tag.attributes.push_back(std::move(found));
  }

  void attribute(Tag& tag) {
    Attribute found;
    found.at = at_;
    if (text_[at_] == '{') return spread(tag);
    found.name = name("<>/={}\"' \t\r\n");
    if (found.name.empty()) {
      throw Mistake(at_,
                    std::string("expected an attribute or the end of <") + tag.name + ">, not " + text_[at_]);
    }
    const Offset after_name = at_;
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '=') {
      ++at_;
      skip_blanks();
      value(found);
    } else {
      at_ = after_name;
    }
    tag.written.push_back(found);
    if (found.name.starts_with(':')) return special(tag, std::move(found));
    for (const Attribute& other : tag.attributes) {
      if (other.name == found.name) {
        throw Mistake(found.at, "attribute \"" + found.name + "\" is given twice; expected it once in <" +
                                    tag.name + ">");
      }
    }
    tag.attributes.push_back(std::move(found));
  }

  void value(Attribute& found) {
    found.value_at = at_;
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '"' || c == '\'') {
      const Offset end = text_.find(c, at_ + 1);
      if (end == std::string::npos) {
        throw Mistake(at_, "the value of \"" + found.name + "\" does not end; expected a closing " + c);
      }
      found.kind = Attribute::Kind::literal;
      found.literal = text_.substr(at_ + 1, end - at_ - 1);
      found.quote = c;
      at_ = end + 1;
    } else if (c == '{') {
      const Offset end = find_closing_brace(text_, at_);
      found.kind = Attribute::Kind::expression;
      found.expression = trimmed(text_, at_ + 1, end);
      if (found.expression.text.empty()) {
        throw Mistake(at_, found.name + "={} is empty; expected a C++ expression between the braces");
      }
      at_ = end + 1;
    } else {
      throw Mistake(at_, "the value of \"" + found.name + "\" is neither quoted nor in braces; expected " +
                             found.name + "=\"text\" or " + found.name + "={expression}");
    }
  }

  /// `:type={ColocatedHook}` of a script.
  static void type(Tag& tag, const Attribute& found) {
    if (tag.name != "script" || found.kind != Attribute::Kind::expression ||
        found.expression.text != "ColocatedHook") {
      throw Mistake(found.at,
                    ":type is for hooks that stand in their template: expected <script "
                    ":type={ColocatedHook} name=\".Name\">");
    }
    tag.colocated_hook = true;
  }

  void special(Tag& tag, Attribute found) {
    if (found.name == ":type") return type(tag, found);
    if (found.name != ":if" && found.name != ":for" && found.name != ":key" && found.name != ":let") {
      throw Mistake(found.at,
                    "\"" + found.name + "\" is not known; there are :if, :for, :key, :let and :type");
    }
    if (found.kind != Attribute::Kind::expression) {
      throw Mistake(found.at, found.name + " takes an expression in braces: " + found.name + "={" +
                                  (found.name == ":for"   ? "item <- @items"
                                   : found.name == ":let" ? "name"
                                                          : "…") +
                                  "}");
    }
    if ((found.name == ":if" && tag.condition) || (found.name == ":for" && tag.loop) ||
        (found.name == ":key" && tag.key) || (found.name == ":let" && tag.let)) {
      throw Mistake(found.at, "attribute \"" + found.name + "\" is given twice; expected it once in <" +
                                  tag.name + ">");
    }
    if (found.name == ":if") {
      tag.condition = std::move(found.expression);
    } else if (found.name == ":key") {
      tag.key = std::move(found.expression);
    } else if (found.name == ":let") {
      if (!tag.component && !tag.slot) {
        throw Mistake(found.at,
                      "<" + tag.name + "> gives its content nothing; :let is for components and slots");
      }
      check_pattern(found.expression, "the value of :let");
      tag.let = std::move(found.expression);
    } else {
      tag.loop = loop(found.expression);
    }
  }

  static For loop(const Expression& expression) {
    const auto arrow = find_at_top(expression.text, "<-");
    if (!arrow) throw Mistake(expression.at, ":for has no <-; expected :for={item <- @items}");
    For found{trimmed(expression.text, 0, *arrow),
              trimmed(expression.text, *arrow + 2, expression.text.size())};
    found.pattern.at += expression.at;
    found.range.at += expression.at;
    if (found.pattern.text.empty() || found.range.text.empty()) {
      throw Mistake(expression.at, ":for lacks a side of its <-; expected :for={item <- @items}");
    }
    check_pattern(found.pattern, "the left side of <-");
    return found;
  }

  /// A name, or `{name, name}`, which C++ writes in brackets.
  static void check_pattern(Expression& expression, const std::string& what) {
    std::string& pattern = expression.text;
    if (pattern.front() == '{' && pattern.back() == '}') {
      pattern.front() = '[';
      pattern.back() = ']';
    }
    const bool names = std::all_of(pattern.begin(), pattern.end(), [](char c) {
      return is_identifier(c) || is_blank(c) || c == '[' || c == ']' || c == ',';
    });
    if (!names) {
      throw Mistake(expression.at,
                    what + " is neither a name nor {name, name}; expected item or {key, value}");
    }
  }

  std::string name(std::string_view ends) {
    const Offset end = std::min(text_.find_first_of(ends, at_), text_.size());
    std::string found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  const std::string& text_;
  Offset start_;
  Offset at_;
};

}  // namespace

Tag parse_opening_tag(const Source& source, Offset& at) {
  TagParser parser(source, at);
  Tag tag = parser.run();
  at = parser.end();
  return tag;
}

}  // namespace anqa::heex
