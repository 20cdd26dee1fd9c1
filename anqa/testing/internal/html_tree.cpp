#include "anqa/testing/internal/html_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "anqa/base/encoding.hpp"

namespace anqa::detail {
namespace {

constexpr std::array<std::string_view, 14> void_tags = {"area",  "base",   "br",    "col",  "embed",
                                                        "hr",    "img",    "input", "link", "meta",
                                                        "param", "source", "track", "wbr"};

bool is_void(std::string_view tag) {
  return std::find(void_tags.begin(), void_tags.end(), tag) != void_tags.end();
}
bool is_raw_text(std::string_view tag) { return tag == "script" || tag == "style"; }
bool is_plain_text(std::string_view tag) { return is_raw_text(tag) || tag == "textarea" || tag == "title"; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
    out += static_cast<char>(0x80U | (code & 0x3fU));
  } else {
    out += static_cast<char>(0xf0U | (code >> 18U));
    out += static_cast<char>(0x80U | ((code >> 12U) & 0x3fU));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
    out += static_cast<char>(0x80U | (code & 0x3fU));
  }
}

/// What an entity, without `&` and `;`, stands for; false for one that is not known here.
bool append_entity(std::string& out, std::string_view name) {
  if (name.starts_with('#')) {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const std::string_view digits = name.substr(hex ? 2 : 1);
    unsigned code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    if (error != std::errc() || end != digits.data() + digits.size() || code > 0x10ffff) return false;
    append_utf8(out, code);
    return true;
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 16> known = {{{"amp", "&"},
                                                                                    {"lt", "<"},
                                                                                    {"gt", ">"},
                                                                                    {"quot", "\""},
                                                                                    {"apos", "'"},
                                                                                    {"nbsp", "\u00a0"},
                                                                                    {"copy", "\u00a9"},
                                                                                    {"hellip", "\u2026"},
                                                                                    {"mdash", "\u2014"},
                                                                                    {"ndash", "\u2013"},
                                                                                    {"times", "\u00d7"},
                                                                                    {"laquo", "\u00ab"},
                                                                                    {"raquo", "\u00bb"},
                                                                                    {"euro", "\u20ac"},
                                                                                    {"lbrace", "{"},
                                                                                    {"rbrace", "}"}}};
  for (const auto& [entity, text] : known) {
    if (entity == name) {
      out += text;
      return true;
    }
  }
  return false;
}

std::string decoded(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t mark = text.find('&');
    out += text.substr(0, mark);
    if (mark == std::string_view::npos) return out;
    text.remove_prefix(mark + 1);
    const std::size_t end = text.find(';');
    if (end != std::string_view::npos && append_entity(out, text.substr(0, end))) {
      text.remove_prefix(end + 1);
    } else {
      out += '&';
    }
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

class Parser {
 public:
  explicit Parser(std::string_view html) : rest_(html) {}

  HtmlNode parse() {
    HtmlNode root;
    children_of(root);
    // An end tag that closes nothing is passed over.
    while (!rest_.empty()) {
      skip_end_tag();
      children_of(root);
    }
    return root;
  }

 private:
  void children_of(HtmlNode& parent) {
    open_.push_back(parent.tag);
    while (!rest_.empty() && !at_end_tag_of_an_open_one()) child_of(parent);
    open_.pop_back();
  }

  void child_of(HtmlNode& parent) {
    if (rest_.starts_with("<!--")) return skip_past("-->");
    if (rest_.starts_with("<!") || rest_.starts_with("<?")) return skip_past(">");
    if (rest_.starts_with("</")) return skip_end_tag();
    if (rest_.size() > 1 && rest_[0] == '<' && is_letter(rest_[1])) return element_of(parent);
    const std::size_t end = std::min(rest_.find('<', 1), rest_.size());
    parent.children.push_back({.text = decoded(rest_.substr(0, end))});
    rest_.remove_prefix(end);
  }

  void element_of(HtmlNode& parent) {
    rest_.remove_prefix(1);
    HtmlNode node;
    node.tag = lower(take_while([](char c) { return !is_space(c) && c != '/' && c != '>'; }));
    bool closed = false;
    while (!rest_.empty() && rest_.front() != '>') {
      if (is_space(rest_.front())) {
        rest_.remove_prefix(1);
      } else if (rest_.front() == '/') {
        closed = rest_.starts_with("/>");
        rest_.remove_prefix(1);
      } else {
        attribute_of(node);
      }
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (is_plain_text(node.tag)) {
      text_of_element(node);
    } else if (!closed && !is_void(node.tag)) {
      children_of(node);
      if (at_end_tag(node.tag)) skip_end_tag();
    }
    parent.children.push_back(std::move(node));
  }

  void attribute_of(HtmlNode& node) {
    const std::string name =
        std::string(take_while([](char c) { return !is_space(c) && c != '=' && c != '>' && c != '/'; }));
    std::string value;
    take_while(is_space);
    if (rest_.starts_with('=')) {
      rest_.remove_prefix(1);
      take_while(is_space);
      if (rest_.starts_with('"') || rest_.starts_with('\'')) {
        const char quote = rest_.front();
        const std::size_t end = std::min(rest_.find(quote, 1), rest_.size());
        value = decoded(rest_.substr(1, end - 1));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
      } else {
        value = decoded(take_while([](char c) { return !is_space(c) && c != '>'; }));
      }
    }
    if (name.empty()) {
      rest_.remove_prefix(rest_.empty() ? 0 : 1);
    } else if (!node.get(name)) {
      node.attributes.emplace_back(name, std::move(value));
    }
  }

  void text_of_element(HtmlNode& node) {
    std::size_t end = rest_.find("</" + node.tag);
    end = std::min(end, rest_.size());
    std::string_view text = rest_.substr(0, end);
    if (node.tag == "textarea" && text.starts_with('\n')) text.remove_prefix(1);
    if (!text.empty()) {
      node.children.push_back({.text = is_raw_text(node.tag) ? std::string(text) : decoded(text)});
    }
    rest_.remove_prefix(end);
    skip_end_tag();
  }

  bool at_end_tag(std::string_view tag) const {
    return rest_.starts_with("</") && lower(rest_.substr(2, tag.size())) == tag &&
           (rest_.size() == 2 + tag.size() || rest_[2 + tag.size()] == '>' ||
            is_space(rest_[2 + tag.size()]));
  }
  bool at_end_tag_of_an_open_one() const {
    return rest_.starts_with("</") && std::any_of(open_.begin(), open_.end(), [this](const std::string& tag) {
             return !tag.empty() && at_end_tag(tag);
           });
  }
  void skip_end_tag() { skip_past(">"); }
  void skip_past(std::string_view end) {
    const std::size_t at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
  }
  template <class Wanted>
  std::string_view take_while(Wanted wanted) {
    std::size_t size = 0;
    while (size < rest_.size() && wanted(rest_[size])) ++size;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  std::vector<std::string> open_;
};

void write(std::string& out, const HtmlNode& node, bool raw) {
  if (node.is_text()) {
    if (!node.children.empty()) {
      for (const HtmlNode& child : node.children) write(out, child, raw);
      return;
    }
    for (char c : node.text) {
      if (!raw && c == '&') {
        out += "&amp;";
      } else if (!raw && c == '<') {
        out += "&lt;";
      } else if (!raw && c == '>') {
        out += "&gt;";
      } else {
        out += c;
      }
    }
    return;
  }
  out.append("<").append(node.tag);
  for (const auto& [name, value] : node.attributes) {
    out.append(" ").append(name).append("=\"");
    for (char c : value) {
      if (c == '&') {
        out += "&amp;";
      } else if (c == '"') {
        out += "&quot;";
      } else {
        out += c;
      }
    }
    out += '"';
  }
  out += '>';
  if (is_void(node.tag)) return;
  for (const HtmlNode& child : node.children) write(out, child, is_raw_text(node.tag));
  out.append("</").append(node.tag).append(">");
}

}  // namespace

std::optional<std::string_view> HtmlNode::get(std::string_view name) const {
  for (const auto& [known, value] : attributes) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::string_view HtmlNode::get_or(std::string_view name, std::string_view otherwise) const {
  return get(name).value_or(otherwise);
}

void HtmlNode::set(std::string_view name, std::string_view value) {
  for (auto& [known, old] : attributes) {
    if (known == name) {
      old = value;
      return;
    }
  }
  attributes.emplace_back(name, value);
}

HtmlNode parse_html(std::string_view html) { return Parser(html).parse(); }

std::string outer_html(const HtmlNode& node) {
  std::string out;
  write(out, node, false);
  return out;
}

std::string inner_html(const HtmlNode& node) {
  std::string out;
  for (const HtmlNode& child : node.children) write(out, child, is_raw_text(node.tag));
  return out;
}

std::string text_of(const HtmlNode& node) {
  std::string out = node.text;
  for (const HtmlNode& child : node.children) out += text_of(child);
  return out;
}

}  // namespace anqa::detail
