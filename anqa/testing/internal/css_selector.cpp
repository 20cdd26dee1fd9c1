#include "anqa/testing/internal/css_selector.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace anqa::detail {

namespace {

struct Simple {
  enum class Kind : std::uint8_t { tag, id, name_of_class, attribute, pseudo, with_selector };
  Kind kind;
  std::string name;
  std::string op = {};
  std::string value = {};
  int step = 0, offset = 0;  ///< of :nth-child
  std::shared_ptr<CssSelector> inner = {};
};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = list.find_first_of(" \t\n");
    if (list.substr(0, end) == word) return true;
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

/// Compounds from left to right, each with the combinator before it.
struct CssSelector::Alternative {
  struct Compound {
    char combinator = ' ';
    std::vector<Simple> simples;
  };
  std::vector<Compound> compounds;
};

struct SelectorParser {
  std::string_view whole;
  std::size_t at = 0;

  [[noreturn]] void fail(const std::string& why) const {
    throw std::invalid_argument("the selector \"" + std::string(whole) + "\": " + why + " at column " +
                                std::to_string(at + 1));
  }
  char peek() const { return at < whole.size() ? whole[at] : '\0'; }
  void spaces() {
    while (is_space(peek())) ++at;
  }
  std::string name() {
    std::string out;
    while (is_name(peek()) || peek() == '\\') {
      if (peek() == '\\') ++at;
      if (at >= whole.size()) fail("a name is expected behind \"\\\"");
      out += whole[at++];
    }
    if (out.empty()) fail("a name is expected");
    return out;
  }
  void expect(char wanted) {
    if (peek() != wanted) fail(std::string("expected \"") + wanted + "\"");
    ++at;
  }

  CssSelector list(char end) {
    CssSelector selector;
    while (true) {
      selector.alternatives_.push_back(alternative(end));
      spaces();
      if (peek() != ',') break;
      ++at;
    }
    if (peek() != end) fail("unexpected \"" + std::string(1, peek()) + "\"");
    return selector;
  }

  CssSelector::Alternative alternative(char end) {
    CssSelector::Alternative result;
    spaces();
    char combinator = ' ';
    if (peek() == '>') {
      combinator = whole[at++];
      spaces();
    }
    while (true) {
      result.compounds.push_back({combinator, compound()});
      const bool spaced = is_space(peek());
      spaces();
      if (peek() == end || peek() == ',') return result;
      combinator = ' ';
      if (peek() == '>' || peek() == '+' || peek() == '~') {
        combinator = whole[at++];
        spaces();
      } else if (!spaced) {
        fail("unexpected \"" + std::string(1, peek()) + "\"");
      }
    }
  }

  std::vector<Simple> compound() {
    std::vector<Simple> simples;
    if (peek() == '*') {
      ++at;
      simples.push_back({Simple::Kind::tag, "*"});
    } else if (is_name(peek())) {
      simples.push_back({Simple::Kind::tag, name()});
    }
    while (true) {
      if (peek() == '#') {
        ++at;
        simples.push_back({Simple::Kind::id, name()});
      } else if (peek() == '.') {
        ++at;
        simples.push_back({Simple::Kind::name_of_class, name()});
      } else if (peek() == '[') {
        simples.push_back(attribute());
      } else if (peek() == ':') {
        simples.push_back(pseudo());
      } else {
        break;
      }
    }
    if (simples.empty()) fail("expected a tag, #id, .class, [attribute] or :pseudo-class");
    return simples;
  }

  Simple attribute() {
    ++at;
    spaces();
    Simple simple{Simple::Kind::attribute, name()};
    spaces();
    if (peek() == ']') {
      ++at;
      return simple;
    }
    if (peek() != '=') simple.op = std::string(1, whole[at++]);
    expect('=');
    simple.op += '=';
    if (simple.op.size() == 2 && std::string_view("~|^$*").find(simple.op[0]) == std::string_view::npos) {
      fail("there is no \"" + simple.op + "\"");
    }
    spaces();
    if (peek() == '"' || peek() == '\'') {
      const char quote = whole[at++];
      while (peek() != quote) {
        if (at >= whole.size()) fail("a quoted value does not end");
        if (peek() == '\\') ++at;
        if (at < whole.size()) simple.value += whole[at++];
      }
      ++at;
    } else {
      simple.value = name();
    }
    spaces();
    expect(']');
    return simple;
  }

  Simple pseudo() {
    ++at;
    Simple simple{Simple::Kind::pseudo, name()};
    const std::string_view known[] = {"first-child", "last-child", "only-child", "empty",
                                      "checked",     "disabled",   "enabled"};
    if (simple.name == "not" || simple.name == "is" || simple.name == "has") {
      expect('(');
      simple.kind = Simple::Kind::with_selector;
      simple.inner = std::make_shared<CssSelector>(list(')'));
      ++at;
    } else if (simple.name == "nth-child") {
      expect('(');
      const std::size_t end = whole.find(')', at);
      if (end == std::string_view::npos) fail("\":nth-child(\" does not end");
      nth(simple, whole.substr(at, end - at));
      at = end + 1;
    } else if (std::find(std::begin(known), std::end(known), simple.name) == std::end(known)) {
      fail("\":" + simple.name + "\" is not one of those that tests know");
    }
    return simple;
  }

  void nth(Simple& simple, std::string_view text) const {
    std::string plain;
    for (char c : text) {
      if (!is_space(c)) plain += c;
    }
    const auto number = [this](std::string_view digits) {
      if (digits.starts_with('+')) digits.remove_prefix(1);
      int value = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      if (error != std::errc() || end != digits.data() + digits.size()) fail("no number for :nth-child");
      return value;
    };
    if (plain == "odd") plain = "2n+1";
    if (plain == "even") plain = "2n";
    const std::size_t n = plain.find('n');
    if (n == std::string::npos) {
      simple.offset = number(plain);
      return;
    }
    const std::string step = plain.substr(0, n);
    simple.step = step.empty() || step == "+" ? 1 : step == "-" ? -1 : number(step);
    if (n + 1 < plain.size()) simple.offset = number(plain.substr(n + 1));
  }
};

namespace {

/// The elements beside a node, itself among them.
std::vector<const HtmlNode*> siblings(const FoundElement& element) {
  std::vector<const HtmlNode*> all;
  if (element.around.empty()) return {element.node};
  for (const HtmlNode& child : element.around.back()->children) {
    if (!child.is_text()) all.push_back(&child);
  }
  return all;
}

bool is_disabled(const FoundElement& element) {
  if (element.node->get("disabled")) return true;
  return std::any_of(element.around.begin(), element.around.end(),
                     [](const HtmlNode* node) { return node->tag == "fieldset" && node->get("disabled"); });
}

bool matches_pseudo(const Simple& simple, const FoundElement& element) {
  const HtmlNode& node = *element.node;
  if (simple.name == "empty") return node.children.empty();
  if (simple.name == "checked") return node.get("checked") || node.get("selected");
  if (simple.name == "disabled") return is_disabled(element);
  if (simple.name == "enabled") return !is_disabled(element);
  const auto beside = siblings(element);
  const auto place = static_cast<int>(std::find(beside.begin(), beside.end(), &node) - beside.begin()) + 1;
  if (simple.name == "first-child") return place == 1;
  if (simple.name == "last-child") return beside.back() == &node;
  if (simple.name == "only-child") return beside.size() == 1;
  const int from_offset = place - simple.offset;
  if (simple.step == 0) return from_offset == 0;
  return from_offset % simple.step == 0 && from_offset / simple.step >= 0;
}

bool matches_attribute(const Simple& simple, const HtmlNode& node) {
  const auto value = node.get(simple.name);
  if (!value) return false;
  if (simple.op.empty()) return true;
  if (simple.op == "=") return *value == simple.value;
  if (simple.op == "~=") return has_word(*value, simple.value);
  if (simple.op == "|=") return *value == simple.value || value->starts_with(simple.value + "-");
  if (simple.value.empty()) return false;
  if (simple.op == "^=") return value->starts_with(simple.value);
  if (simple.op == "$=") return value->ends_with(simple.value);
  return value->find(simple.value) != std::string_view::npos;
}

bool matches_simple(const Simple& simple, const FoundElement& element) {
  const HtmlNode& node = *element.node;
  switch (simple.kind) {
    case Simple::Kind::tag:
      return simple.name == "*" || node.tag == simple.name;
    case Simple::Kind::id:
      return node.get("id") == simple.name;
    case Simple::Kind::name_of_class:
      return has_word(node.get_or("class"), simple.name);
    case Simple::Kind::attribute:
      return matches_attribute(simple, node);
    case Simple::Kind::pseudo:
      return matches_pseudo(simple, element);
    case Simple::Kind::with_selector:
      if (simple.name == "has") return !simple.inner->all(node).empty();
      return simple.inner->matches(element) == (simple.name == "is");
  }
  return false;
}

FoundElement parent_of(const FoundElement& element) {
  FoundElement parent{element.around.back(), element.around};
  parent.around.pop_back();
  return parent;
}

}  // namespace

CssSelector::CssSelector() = default;
CssSelector::~CssSelector() = default;
CssSelector::CssSelector(CssSelector&&) noexcept = default;
CssSelector& CssSelector::operator=(CssSelector&&) noexcept = default;

CssSelector::CssSelector(std::string_view text) { *this = SelectorParser{text}.list('\0'); }

namespace {

template <class Compounds>
bool matches_up_to(const Compounds& compounds, std::size_t last, const FoundElement& element) {
  const auto& compound = compounds[last];
  for (const Simple& simple : compound.simples) {
    if (!matches_simple(simple, element)) return false;
  }
  if (last == 0) return compound.combinator != '>' || element.around.size() == 1;  // of :has(> …)
  const auto is_element = [](const FoundElement& one) {
    return one.node != nullptr && !one.node->tag.empty();
  };
  if (compound.combinator == ' ' || compound.combinator == '>') {
    for (FoundElement up = element; !up.around.empty();) {
      up = parent_of(up);
      if (is_element(up) && matches_up_to(compounds, last - 1, up)) return true;
      if (compound.combinator == '>') return false;
    }
    return false;
  }
  const auto beside = siblings(element);
  const auto place = std::find(beside.begin(), beside.end(), element.node) - beside.begin();
  for (auto i = place - 1; i >= 0; --i) {
    if (matches_up_to(compounds, last - 1, {beside[static_cast<std::size_t>(i)], element.around}))
      return true;
    if (compound.combinator == '+') return false;
  }
  return false;
}

void walk(const HtmlNode& node, std::vector<const HtmlNode*>& around, const CssSelector& selector,
          std::vector<FoundElement>& found) {
  around.push_back(&node);
  for (const HtmlNode& child : node.children) {
    if (child.is_text()) continue;
    FoundElement element{&child, around};
    if (selector.matches(element)) found.push_back(std::move(element));
    walk(child, around, selector, found);
  }
  around.pop_back();
}

}  // namespace

bool CssSelector::matches(const FoundElement& element) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const Alternative& alternative) {
    return matches_up_to(alternative.compounds, alternative.compounds.size() - 1, element);
  });
}

std::vector<FoundElement> CssSelector::all(const HtmlNode& within,
                                           std::vector<const HtmlNode*> around) const {
  std::vector<FoundElement> found;
  walk(within, around, *this, found);
  return found;
}

}  // namespace anqa::detail
