#include "anqa/live/heex/format.hpp"

#include <algorithm>
#include <optional>

#include "anqa/live/heex/html.hpp"
#include "anqa/live/heex/parser.hpp"

namespace anqa::heex {

namespace {

constexpr std::size_t width = 98;
constexpr std::string_view blanks = " \t\r\n\f";

/// What stands between two pieces: nothing, blanks, or so many line breaks.
struct Gap {
  bool blank = false;
  std::size_t lines = 0;
};

/// A word, an expression, a comment, a tag or a block, and the gap before it.
struct Piece {
  Gap gap;
  std::string text;  ///< of all but tags and blocks
  const Tag* tag = nullptr;
  const Content* content = nullptr;  ///< of tags and blocks
};

struct Pieces {
  std::vector<Piece> list;
  Gap last;  ///< behind the last one
};

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

class Formatter {
 public:
  explicit Formatter(const Source& source) : text_(source.text) {}

  std::string run(const std::vector<Content>& contents, std::size_t indent) {
    const Pieces pieces = split(contents);
    lines(pieces, indent);
    return std::move(out_);
  }

 private:
  /// Text in words; a comment or declaration of HTML is one.
  static void add_text(Pieces& pieces, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      if (is_blank(text[at])) {
        pieces.last.blank = true;
        pieces.last.lines += text[at] == '\n' ? 1 : 0;
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && !is_blank(text[end])) {
        if (text.compare(end, 4, "<!--") == 0) {
          end = std::min(text.find("-->", end), text.size() - 3) + 3;
        } else if (text.compare(end, 2, "<!") == 0) {
          end = std::min(text.find('>', end), text.size() - 1) + 1;
        } else {
          ++end;
        }
      }
      add(pieces, {.gap = {}, .text = text.substr(at, end - at)});
      at = end;
    }
  }

  static void add(Pieces& pieces, Piece piece) {
    piece.gap = pieces.last;
    pieces.last = {};
    pieces.list.push_back(std::move(piece));
  }

  Pieces split(const std::vector<Content>& contents) const {
    Pieces pieces;
    for (const Content& content : contents) {
      switch (content.kind) {
        case Content::Kind::text:
          add_text(pieces, content.text);
          break;
        case Content::Kind::comment:
          add(pieces, {.gap = {}, .text = content.text});
          break;
        case Content::Kind::expression:
          add(pieces, {.gap = {},
                       .text = content.percent ? "<%= " + content.expression.text + " %>"
                                               : "{" + content.expression.text + "}"});
          break;
        case Content::Kind::tag:
          add(pieces, {.gap = {}, .text = {}, .tag = content.tag.get(), .content = &content});
          break;
        case Content::Kind::block:
          add(pieces, {.gap = {}, .text = {}, .content = &content});
          break;
      }
    }
    return pieces;
  }

  static bool block(const Piece& piece) {
    return piece.tag != nullptr && !piece.tag->component && !piece.tag->slot && is_block(piece.tag->name);
  }

  std::size_t column() const {
    const std::size_t newline = out_.rfind('\n');
    return out_.size() - (newline == std::string::npos ? 0 : newline + 1);
  }

  void new_line(std::size_t indent) {
    while (!out_.empty() && (out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
    out_ += '\n';
    out_.append(indent, ' ');
  }

  /// Everything in its lines, the first one where the output stands.
  void lines(const Pieces& pieces, std::size_t indent) {
    for (std::size_t i = 0; i < pieces.list.size(); ++i) {
      const Piece& piece = pieces.list[i];
      if (i != 0) {
        const Piece& before = pieces.list[i - 1];
        const std::optional<std::string> flat = flat_of(piece);
        const std::size_t first = flat ? flat->size() : std::string::npos;
        const bool fits = first != std::string::npos && column() + (piece.gap.blank ? 1 : 0) + first <= width;
        if (piece.gap.lines > 1) {
          out_ += '\n';
          new_line(indent);
        } else if (piece.gap.lines == 1 || (piece.gap.blank && !fits) ||
                   (!piece.gap.blank && !fits && block(piece) && block(before))) {
          new_line(indent);
        } else if (piece.gap.blank) {
          out_ += ' ';
        }
      }
      write(piece, indent);
    }
  }

  void write(const Piece& piece, std::size_t indent) {
    const std::optional<std::string> flat = flat_of(piece);
    if (flat && (piece.content == nullptr || column() + flat->size() <= width)) {
      out_ += *flat;
    } else if (piece.tag != nullptr) {
      write_tag(*piece.tag, *piece.content, indent);
    } else if (piece.content != nullptr) {
      write_block(*piece.content, indent);
    } else {
      out_ += piece.text;
    }
  }

  std::string slice(Offset from, Offset to) const { return text_.substr(from, to - from); }

  static std::string attribute(const Attribute& it) {
    switch (it.kind) {
      case Attribute::Kind::bare:
        return it.name;
      case Attribute::Kind::literal:
        return it.name + "=" + it.quote + it.literal + it.quote;
      case Attribute::Kind::spread:
        return "{" + it.expression.text + "}";
      case Attribute::Kind::expression:
        break;
    }
    return it.name + "={" + it.expression.text + "}";
  }

  static bool has_no_content(const Tag& tag) {
    return tag.closed_by_slash || (!tag.component && !tag.slot && is_void(tag.name));
  }
  static std::string written_name(const Tag& tag) { return (tag.slot ? ":" : "") + tag.name; }
  static std::string opening(const Tag& tag) {
    std::string out = "<" + written_name(tag);
    for (const Attribute& it : tag.written) out += " " + attribute(it);
    return out + (has_no_content(tag) ? " />" : ">");
  }

  /// What is not looked into: its blanks show, or it is no HTML.
  static bool is_kept(const Tag& tag) {
    const bool by_name =
        !tag.component && (is_raw_text(tag.name) || tag.name == "pre" || tag.name == "textarea");
    return by_name || std::any_of(tag.written.begin(), tag.written.end(), [](const Attribute& it) {
             return it.name == "phx-no-format" || it.name == "phx-no-curly-interpolation";
           });
  }

  /// The piece in one line, if it was written in one.
  std::optional<std::string> flat_of(const Piece& piece) const {
    if (piece.content == nullptr) return piece.text;
    if (piece.tag == nullptr) return flat_block(*piece.content);
    const Tag& tag = *piece.tag;
    if (is_kept(tag)) return one_line(slice(piece.content->at, tag.end));
    std::string out = opening(tag);
    if (has_no_content(tag)) return one_line(out);
    const auto inner = flat_all(split(tag.children), block(piece));
    if (!inner) return std::nullopt;
    return one_line(out + *inner + "</" + written_name(tag) + ">");
  }

  static std::optional<std::string> one_line(std::string text) {
    if (text.find('\n') != std::string::npos) return std::nullopt;
    return text;
  }

  std::optional<std::string> flat_all(const Pieces& pieces, bool trim) const {
    std::string out;
    for (const Piece& piece : pieces.list) {
      if (piece.gap.lines != 0) return std::nullopt;
      const auto flat = flat_of(piece);
      if (!flat) return std::nullopt;
      if (piece.gap.blank && !(trim && out.empty())) out += ' ';
      out += *flat;
    }
    if (pieces.last.lines != 0) return std::nullopt;
    if (pieces.last.blank && !trim) out += ' ';
    return out;
  }

  static std::string head(const Branch& branch, bool first) {
    const std::string close = first ? "<% " : "<% } else ";
    switch (branch.kind) {
      case Branch::Kind::condition:
        return close + "if (" + branch.header.text + ") { %>";
      case Branch::Kind::otherwise:
        return "<% } else { %>";
      case Branch::Kind::loop:
        break;
    }
    return "<% for (" + branch.header.text + ") { %>";
  }

  std::optional<std::string> flat_block(const Content& content) const {
    std::string out;
    for (const Branch& branch : content.block->branches) {
      const auto inner = flat_all(split(branch.children), false);
      if (!inner) return std::nullopt;
      out += head(branch, out.empty()) + *inner;
    }
    return one_line(out + "<% } %>");
  }

  void write_tag(const Tag& tag, const Content& content, std::size_t indent) {
    if (is_kept(tag)) {
      out_ += slice(content.at, tag.end);
      return;
    }
    const bool as_block = !tag.component && !tag.slot && is_block(tag.name);
    const Pieces pieces = has_no_content(tag) ? Pieces{} : split(tag.children);
    const bool open_end =
        as_block || pieces.list.empty() || (pieces.list.front().gap.blank && pieces.last.blank);
    if (!open_end) {
      out_ += slice(content.at, tag.end);
      return;
    }
    const std::string line = opening(tag);
    if (line.find('\n') == std::string::npos && column() + line.size() <= width) {
      out_ += line;
    } else {
      out_ += "<" + written_name(tag);
      for (const Attribute& it : tag.written) {
        new_line(indent + 2);
        out_ += attribute(it);
      }
      new_line(indent);
      out_ += has_no_content(tag) ? "/>" : ">";
    }
    if (has_no_content(tag)) return;
    if (!pieces.list.empty()) {
      new_line(indent + 2);
      lines(pieces, indent + 2);
      new_line(indent);
    } else if (pieces.last.blank && !as_block) {
      out_ += ' ';
    }
    out_ += "</" + written_name(tag) + ">";
  }

  void write_block(const Content& content, std::size_t indent) {
    std::vector<Pieces> parts;
    for (const Branch& branch : content.block->branches) parts.push_back(split(branch.children));
    const bool open_ends = std::all_of(parts.begin(), parts.end(), [](const Pieces& it) {
      return it.list.empty() ? it.last.blank : it.list.front().gap.blank && it.last.blank;
    });
    if (!open_ends) {
      out_ += slice(content.at, content.end);
      return;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out_ += head(content.block->branches[i], i == 0);
      if (!parts[i].list.empty()) {
        new_line(indent + 2);
        lines(parts[i], indent + 2);
      }
      new_line(indent);
    }
    out_ += "<% } %>";
  }

  const std::string& text_;
  std::string out_;
};

}  // namespace

std::string format(const Source& source, std::size_t indent) {
  std::vector<Content> contents = parse(source);
  std::string out = Formatter(source).run(contents, indent);
  while (!out.empty() && is_blank(out.back())) out.pop_back();
  return out;
}

}  // namespace anqa::heex
