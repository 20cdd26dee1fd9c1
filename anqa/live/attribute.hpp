#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/fixed_string.hpp"

namespace anqa {

/// A component's attribute or slot that must be given: `anqa::Required<std::string> label;`. A tag without it
/// does not compile. In the template it is the value itself.
template <class T>
class Required {
 public:
  using Value = T;

  Required() = default;
  template <std::convertible_to<T> Value>
  Required(Value&& value)  // NOLINT(google-explicit-constructor): it stands for its value
      : value_(std::forward<Value>(value)) {}

  const T& get() const { return value_; }
  T& get() { return value_; }
  operator const T&() const { return value_; }  // NOLINT(google-explicit-constructor): it stands for it
  const T* operator->() const { return &value_; }
  const T& operator*() const { return value_; }
  bool operator==(const Required&) const = default;

 private:
  T value_{};
};

/// An attribute that is looked at where it is and not copied: `anqa::Borrowed<Order> order;`. In the template
/// it is the value itself. A component lives no longer than its attributes do.
template <class T>
class Borrowed {
 public:
  using Value = T;

  Borrowed() = default;
  template <class Given>
    requires std::is_base_of_v<T, Given>
  Borrowed(const Given& value) : value_(&value) {}  // NOLINT(google-explicit-constructor): it stands for it
  explicit operator bool() const { return value_ != nullptr; }
  const T& get() const {
    static const T none{};
    return value_ == nullptr ? none : *value_;
  }
  operator const T&() const { return get(); }  // NOLINT(google-explicit-constructor): it stands for it
  const T* operator->() const { return &get(); }
  const T& operator*() const { return get(); }

 private:
  const T* value_ = nullptr;
};

/// An attribute that is one of some words: `anqa::OneOf<"info", "error"> kind;`, the first being the default.
/// Another word in a template does not compile; one that comes from an expression throws
/// std::invalid_argument.
template <FixedString First, FixedString... Others>
class OneOf {
 public:
  static constexpr std::array<std::string_view, 1 + sizeof...(Others)> words{First.view(), Others.view()...};

  OneOf() = default;
  template <class Word>
    requires(std::convertible_to<Word, std::string_view> && !std::same_as<std::remove_cvref_t<Word>, OneOf>)
  OneOf(Word&& word) {  // NOLINT(google-explicit-constructor): an attribute is a word
    choose(std::forward<Word>(word));
  }

  static constexpr bool allows(std::string_view word) {
    for (const std::string_view each : words) {
      if (each == word) return true;
    }
    return false;
  }
  std::string_view word() const { return word_; }
  operator std::string_view() const { return word_; }  // NOLINT(google-explicit-constructor): it is a word
  friend bool operator==(const OneOf& a, std::string_view b) { return a.word_ == b; }

 private:
  void choose(std::string_view word);

  std::string_view word_ = First.view();
};

namespace detail {

[[noreturn]] void not_one_of(std::string_view word, const std::string_view* words, std::size_t size);

template <class T>
struct Unwrapped {
  using type = T;
};
template <class T>
struct Unwrapped<Required<T>> {
  using type = T;
};
template <class T>
inline constexpr bool is_required = false;
template <class T>
inline constexpr bool is_required<Required<T>> = true;

/// What a template sees of an attribute.
template <class T>
const T& attribute_value(const T& value) {
  return value;
}
template <class T>
decltype(auto) attribute_value(const Required<T>& value) {
  return attribute_value(value.get());
}
template <class T>
const T& attribute_value(const Borrowed<T>& value) {
  return value.get();
}

/// Whether a word that stands in a template is one that the attribute knows.
template <class Field>
constexpr bool allows_word(std::string_view word) {
  if constexpr (requires { Field::allows(word); }) {
    return Field::allows(word);
  } else if constexpr (is_required<Field>) {
    return allows_word<typename Field::Value>(word);
  } else {
    return true;
  }
}

}  // namespace detail

template <FixedString First, FixedString... Others>
void OneOf<First, Others...>::choose(std::string_view word) {
  for (const std::string_view each : words) {
    if (each != word) continue;
    word_ = each;  // the text of the constant: what was given may not live as long
    return;
  }
  detail::not_one_of(word, words.data(), words.size());
}

}  // namespace anqa
