#pragma once

#include <type_traits>

#include "anqa/base/fixed_string.hpp"

/// What the types of a tag's attributes are, so that the content of its slots may be given things of these
/// types although the component does not know them.

namespace anqa::detail {

/// `name={value}` on a tag.
template <FixedString Name, class Value>
struct As {};

/// Every attribute on a tag.
template <class... Attributes>
struct Given : Attributes... {
 private:
  template <FixedString Name, class Value>
  static std::type_identity<Value> find(const As<Name, Value>*);

 public:
  template <FixedString Name>
  using type = typename decltype(find<Name>(static_cast<const Given*>(nullptr)))::type;
};

// A template writes calls of these, not the types themselves: where a value does not compile, clang says so
// once and nothing of the calls, but of a type made of it much more.
template <FixedString Name, class Value>
consteval As<Name, Value> as() {
  return {};
}
template <class... Attributes>
consteval Given<Attributes...> given(Attributes...) {
  return {};
}

template <class Argument>
struct PassedBy {
  using type = std::remove_cvref_t<Argument>;
};
template <class Argument>
  requires requires { typename Argument::Passed; }
struct PassedBy<Argument> {
  using type = typename Argument::Passed;
};
/// As what a slot's argument reaches the component's template.
template <class Argument>
using PassedAs = typename PassedBy<Argument>::type;

template <class Argument, class Given>
struct LetOf {
  using type = std::remove_cvref_t<Argument>;
};
template <class Argument, class Given>
  requires requires { typename Argument::template Let<Given>; }
struct LetOf<Argument, Given> {
  using type = typename Argument::template Let<Given>;
};
/// As what it reaches the slot's content.
template <class Argument, class Given>
using LetType = typename LetOf<Argument, Given>::type;

template <class Argument, class Let, class Passed>
const Let& unwrap(const Passed& given) {
  if constexpr (requires { Argument::template unwrap<Let>(given); }) {
    return Argument::template unwrap<Let>(given);
  } else {
    return given;
  }
}

}  // namespace anqa::detail
