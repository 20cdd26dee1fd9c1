#include "anqa/live/heex/parser.hpp"

#include <algorithm>

#include "anqa/live/heex/html.hpp"
#include "anqa/live/heex/tag_parser.hpp"

namespace anqa::heex {

namespace {

class Parser {
 public:
  explicit Parser(const Source& source) : source_(source), text_(source.text) {}

  std::vector<Content> run() {
    std::vector<Content> contents = content(nullptr);
    if (at_ < text_.size()) {
      if (sees("<%")) throw Mistake(at_, "this closes or goes on with a block, but there is none before it");
      const Closing found = closing_tag();
      throw Mistake(found.at, "</" + found.name + "> closes nothing" + void_note(found.name) +
                                  "; expected an opening <" + found.name + "> before it");
    }
    return contents;
  }

 private:
  struct Closing {
    std::string name;
    Offset at;
    Offset end;
  };

  bool sees(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

  /// Everything up to the closing tag of `parent`, or of anything, or the end.
  std::vector<Content> content(const Tag* parent) {
    std::vector<Content> contents;
    const bool outer_curly = curly_;
    if (parent != nullptr && has(*parent, "phx-no-curly-interpolation")) curly_ = false;
    while (at_ < text_.size() && !sees("</") && !sees_block_end()) {
      const char c = text_[at_];
      if (c == '<') {
        markup(contents, parent);
      } else if (c == '{' && curly_) {
        const Offset end = find_closing_brace(text_, at_);
        Expression expression = trimmed(text_, at_ + 1, end);
        if (expression.text.empty())
          throw Mistake(at_, "{} is empty; expected a C++ expression between the braces");
        contents.push_back(
            {.kind = Content::Kind::expression, .expression = std::move(expression), .at = at_});
        at_ = end + 1;
      } else {
        const Offset end = text_.find_first_of(curly_ ? "<{" : "<", at_);
        add_text(contents, end);
      }
    }
    curly_ = outer_curly;
    return contents;
  }

  void add_text(std::vector<Content>& contents, Offset end) {
    end = std::min(end, text_.size());
    const std::string piece = text_.substr(at_, end - at_);
    if (piece.find('\0') != std::string::npos) {
      throw Mistake(at_ + piece.find('\0'), "a template cannot hold a zero byte");
    }
    if (!contents.empty() && contents.back().kind == Content::Kind::text) {
      contents.back().text += piece;
    } else {
      contents.push_back({.kind = Content::Kind::text, .text = piece, .expression = {}, .at = at_});
    }
    at_ = end;
  }

  /// What starts with `<`, except closing tags.
  void markup(std::vector<Content>& contents, const Tag* parent) {
    if (sees("<!--")) {
      const Offset end = text_.find("-->", at_);
      if (end == std::string::npos) throw Mistake(at_, "this comment does not end; expected -->");
      return add_text(contents, end + 3);
    }
    if (sees("<%!--")) return comment(contents, "--%>");
    if (sees("<%#")) return comment(contents, "%>");
    if (sees("<%")) return percent(contents);
    if (sees("<!")) {
      const Offset end = text_.find('>', at_);
      if (end == std::string::npos) throw Mistake(at_, "this declaration does not end; expected >");
      return add_text(contents, end + 1);
    }
    const Offset start = at_;
    auto tag = std::make_unique<Tag>(parse_opening_tag(source_, at_));
    if (tag->slot && (parent == nullptr || !parent->component)) {
      throw Mistake(
          start, "<:" + tag->name +
                     "> stands in no component; a slot is a direct child of the component whose slot it is");
    }
    if (!tag->component && !tag->slot && is_raw_text(tag->name)) {
      raw_content(*tag);
    } else if (!tag->closed_by_slash && (tag->component || tag->slot || !is_void(tag->name))) {
      if (++depth_ > max_depth) {
        throw Mistake(start, "this is the " + std::to_string(max_depth) +
                                 "th tag within another, and that is where templates end");
      }
      tag->children = content(tag.get());
      --depth_;
      close(*tag);
    }
    tag->end = at_;
    contents.push_back({.kind = Content::Kind::tag, .expression = {}, .tag = std::move(tag), .at = start});
  }

  void comment(std::vector<Content>& contents, std::string_view end_mark) {
    const Offset end = text_.find(end_mark, at_);
    if (end == std::string::npos)
      throw Mistake(at_, "this comment does not end; expected " + std::string(end_mark));
    const Offset after = end + end_mark.size();
    contents.push_back({.kind = Content::Kind::comment,
                        .text = text_.substr(at_, after - at_),
                        .expression = {},
                        .at = at_});
    at_ = after;
  }

  /// `<%= expression %>`, or `<% if (…) { %>` and its like with all that
  /// belongs to it.
  void percent(std::vector<Content>& contents) {
    const Offset start = at_;
    PercentTag tag = percent_tag();
    if (tag.kind == PercentTag::Kind::expression) {
      contents.push_back({.kind = Content::Kind::expression,
                          .expression = std::move(tag.expression),
                          .percent = true,
                          .at = start});
      return;
    }
    if (tag.kind != PercentTag::Kind::condition && tag.kind != PercentTag::Kind::loop) {
      throw Mistake(start, "this closes or goes on with a block, but there is none before it");
    }
    if (++depth_ > max_depth) throw Mistake(start, "blocks and tags are too deep within each other here");
    auto block = std::make_unique<Block>();
    const bool is_loop = tag.kind == PercentTag::Kind::loop;
    block->branches.push_back(
        {is_loop ? Branch::Kind::loop : Branch::Kind::condition, start, std::move(tag.expression), {}});
    while (true) {
      block->branches.back().children = content(nullptr);
      if (at_ >= text_.size() || !sees("<%")) {
        throw Mistake(start, "this block is not closed; expected <% } %> " +
                                 (at_ < text_.size() ? "before the closing tag at line " +
                                                           std::to_string(source_.place(at_).line)
                                                     : std::string("before the template ends")));
      }
      const Offset at = at_;
      tag = percent_tag();
      if (tag.kind == PercentTag::Kind::close) break;
      const bool after_else = block->branches.back().kind == Branch::Kind::otherwise;
      if (is_loop || after_else) {
        throw Mistake(at, is_loop ? "a for has no else; expected <% } %>"
                                  : "an else is the last branch of its if; expected <% } %>");
      }
      const bool otherwise = tag.kind == PercentTag::Kind::otherwise;
      block->branches.push_back(
          {otherwise ? Branch::Kind::otherwise : Branch::Kind::condition, at, std::move(tag.expression), {}});
    }
    --depth_;
    contents.push_back(
        {.kind = Content::Kind::block, .expression = {}, .block = std::move(block), .at = start, .end = at_});
  }

  struct PercentTag {
    enum class Kind { expression, condition, loop, otherwise_if, otherwise, close };
    Kind kind;
    Expression expression;  ///< or the header
  };

  /// Whether a `<%` that goes on with a block, or closes it, stands here.
  bool sees_block_end() const {
    if (!sees("<%")) return false;
    const Offset after = text_.find_first_not_of(" \t\r\n", at_ + 2);
    return after != std::string::npos && text_[after] == '}';
  }

  PercentTag percent_tag() {
    const Offset start = at_;
    const bool shows = sees("<%=");
    const Offset from = at_ + (shows ? 3 : 2);
    Offset end = from;
    while (end < text_.size() && text_.compare(end, 2, "%>") != 0) {
      const Offset after = skip_literal(text_, end);
      end = after == end ? end + 1 : after;
    }
    if (end >= text_.size()) throw Mistake(start, "this <% does not end; expected %>");
    Expression inner = trimmed(text_, from, end);
    at_ = end + 2;
    using Kind = PercentTag::Kind;
    const auto word = [&inner](std::string_view name) {
      return inner.text.starts_with(name) &&
             (inner.text.size() == name.size() || !is_identifier(inner.text[name.size()]));
    };
    if (inner.text == "}") return {Kind::close, {}};
    if (inner.text.starts_with('}')) {
      Expression rest = trimmed(inner.text, 1, inner.text.size());
      if (rest.text.starts_with("else")) {
        Expression after = trimmed(rest.text, 4, rest.text.size());
        if (after.text == "{") return {Kind::otherwise, {}};
        after.at += rest.at + inner.at;
        if (after.text.starts_with("if")) return {Kind::otherwise_if, header(after, 2, start)};
      }
      throw Mistake(start, "expected <% } %>, <% } else { %> or <% } else if (…) { %>");
    }
    if (word("if")) return {Kind::condition, header(inner, 2, start)};
    if (word("for")) return {Kind::loop, header(inner, 3, start)};
    if (!shows) {
      throw Mistake(
          start,
          "<% … %> holds if (…) {, for (…) { or what goes on with them; to show a value write {expression}");
    }
    if (inner.text.empty()) throw Mistake(start, "<%= %> is empty; expected a C++ expression");
    return {Kind::expression, std::move(inner)};
  }

  /// Of `if (header) {`, the header.
  static Expression header(const Expression& whole, std::size_t word, Offset start) {
    Expression rest = trimmed(whole.text, word, whole.text.size());
    const bool fits = rest.text.size() > 3 && rest.text.front() == '(' && rest.text.back() == '{';
    const Offset close = fits ? rest.text.find_last_not_of(" \t\r\n", rest.text.size() - 2) : 0;
    if (!fits || rest.text[close] != ')') {
      throw Mistake(start, "expected <% " + whole.text.substr(0, word) + " (…) { %>");
    }
    Expression inner = trimmed(rest.text, 1, close);
    inner.at += rest.at + whole.at;
    if (inner.text.empty()) throw Mistake(start, "the parentheses are empty; expected a C++ expression");
    return inner;
  }

  /// Script and style: everything up to the closing tag, as it is.
  void raw_content(Tag& tag) {
    if (tag.closed_by_slash) return;
    const Offset end = text_.find("</" + tag.name, at_);
    if (end == std::string::npos) {
      throw Mistake(tag.at, "<" + tag.name + "> is not closed; expected </" + tag.name + ">");
    }
    refuse_assigns(tag.name, end);
    if (end != at_) add_text(tag.children, end);
    close(tag);
  }

  /// `{@name}` is no JavaScript; whoever wrote it expects a value there.
  void refuse_assigns(const std::string& tag, Offset end) const {
    for (Offset brace = text_.find("{@", at_); brace < end; brace = text_.find("{@", brace + 1)) {
      Offset after = brace + 2;
      while (after < end && is_identifier(text_[after])) ++after;
      if (after > brace + 2 && text_[after] == '}') {
        throw Mistake(brace,
                      tag == "style"
                          ? "nothing makes a value safe within <style>; give it in a style=\"…\" attribute"
                          : "nothing makes a value safe within <script>; give it in a data-… attribute, or "
                            "by push_event");
      }
    }
  }

  void close(const Tag& tag) {
    if (at_ >= text_.size() || sees_block_end()) {
      const std::string name = (tag.slot ? ":" : "") + tag.name;
      throw Mistake(tag.at, "<" + name + "> is not closed; expected </" + name + "> before the " +
                                (at_ >= text_.size() ? "template" : "block") + " ends");
    }
    const Closing found = closing_tag();
    const std::string name = (tag.slot ? ":" : "") + tag.name;
    if (found.name != name) {
      throw Mistake(found.at, "</" + found.name + "> does not match" + void_note(found.name) +
                                  "; expected </" + name + "> for the <" + name + "> at line " +
                                  std::to_string(source_.place(tag.at).line));
    }
    at_ = found.end;
  }

  Closing closing_tag() const {
    const Offset name = at_ + 2;
    const Offset end = text_.find('>', name);
    if (end == std::string::npos) throw Mistake(at_, "this closing tag does not end; expected >");
    const Expression trimmed_name = trimmed(text_, name, end);
    return {trimmed_name.text, at_ + 2, end + 1};
  }

  static std::string void_note(const std::string& name) {
    return is_void(name) ? " (<" + name + "> never has content, and is never closed)" : "";
  }

  static bool has(const Tag& tag, std::string_view attribute) {
    return std::any_of(tag.attributes.begin(), tag.attributes.end(),
                       [attribute](const Attribute& it) { return it.name == attribute; });
  }

  const Source& source_;
  const std::string& text_;
  Offset at_ = 0;
  bool curly_ = true;
  std::size_t depth_ = 0;
  static constexpr std::size_t max_depth = 200;
};

}  // namespace

std::vector<Content> parse(const Source& source) { return Parser(source).run(); }

}  // namespace anqa::heex
