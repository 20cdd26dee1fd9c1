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
    while (at_ < text_.size() && !sees("</")) {
      const char c = text_[at_];
      if (c == '<') {
        markup(contents);
      } else if (c == '{' && curly_) {
        const Offset end = find_closing_brace(text_, at_);
        Expression expression = trimmed(text_, at_ + 1, end);
        if (expression.text.empty())
          throw Mistake(at_, "{} is empty; expected a C++ expression between the braces");
        contents.push_back({Content::Kind::expression, {}, std::move(expression), nullptr});
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
      contents.push_back({Content::Kind::text, piece, {}, nullptr});
    }
    at_ = end;
  }

  /// What starts with `<`, except closing tags.
  void markup(std::vector<Content>& contents) {
    if (sees("<!--")) {
      const Offset end = text_.find("-->", at_);
      if (end == std::string::npos) throw Mistake(at_, "this comment does not end; expected -->");
      return add_text(contents, end + 3);
    }
    if (sees("<%!--")) return skip_comment("--%>");
    if (sees("<%#")) return skip_comment("%>");
    if (sees("<%")) {
      throw Mistake(at_,
                    "<% … %> is not part of these templates; write {expression}, or :if and :for on a tag");
    }
    if (sees("<!")) {
      const Offset end = text_.find('>', at_);
      if (end == std::string::npos) throw Mistake(at_, "this declaration does not end; expected >");
      return add_text(contents, end + 1);
    }
    if (sees("<:")) {
      throw Mistake(
          at_,
          "named slots are not supported; a component takes the content between its tags, as inner_block");
    }
    auto tag = std::make_unique<Tag>(parse_opening_tag(source_, at_));
    if (!tag->component && is_raw_text(tag->name)) {
      raw_content(*tag);
    } else if (!tag->closed_by_slash && (tag->component || !is_void(tag->name))) {
      tag->children = content(tag.get());
      close(*tag);
    }
    contents.push_back({Content::Kind::tag, {}, {}, std::move(tag)});
  }

  void skip_comment(std::string_view end_mark) {
    const Offset end = text_.find(end_mark, at_);
    if (end == std::string::npos)
      throw Mistake(at_, "this comment does not end; expected " + std::string(end_mark));
    at_ = end + end_mark.size();
  }

  /// Script and style: everything up to the closing tag, as it is.
  void raw_content(Tag& tag) {
    if (tag.closed_by_slash) return;
    const Offset end = text_.find("</" + tag.name, at_);
    if (end == std::string::npos) {
      throw Mistake(tag.at, "<" + tag.name + "> is not closed; expected </" + tag.name + ">");
    }
    if (tag.name == "script") refuse_assigns(end);
    if (end != at_) add_text(tag.children, end);
    close(tag);
  }

  /// `{@name}` is no JavaScript; whoever wrote it expects a value there.
  void refuse_assigns(Offset end) const {
    for (Offset brace = text_.find("{@", at_); brace < end; brace = text_.find("{@", brace + 1)) {
      Offset after = brace + 2;
      while (after < end && is_identifier(text_[after])) ++after;
      if (after > brace + 2 && text_[after] == '}') {
        throw Mistake(
            brace,
            "nothing makes a value safe within <script>; give it in a data-… attribute, or by push_event");
      }
    }
  }

  void close(const Tag& tag) {
    if (at_ >= text_.size()) {
      throw Mistake(
          tag.at, "<" + tag.name + "> is not closed; expected </" + tag.name + "> before the template ends");
    }
    const Closing found = closing_tag();
    if (found.name != tag.name) {
      throw Mistake(found.at, "</" + found.name + "> does not match" + void_note(found.name) +
                                  "; expected </" + tag.name + "> for the <" + tag.name + "> at line " +
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
};

}  // namespace

std::vector<Content> parse(const Source& source) { return Parser(source).run(); }

}  // namespace anqa::heex
