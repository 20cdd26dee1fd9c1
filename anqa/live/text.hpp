#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/live/escape.hpp"

namespace anqa {

/// HTML that is to stand in a page as it is. Only for what your own code made: a visitor's text in it is a
/// hole.
struct Raw {
  std::string_view html;
};

/// `{raw(@html)}`: not escaped. The text must live until the render is over, which an assign does.
inline Raw raw(std::string_view html) { return {html}; }

/// HTML that is to stand in a page as it is, and owns its text: what a function that makes HTML gives.
struct Html {
  std::string text;
  bool operator==(const Html&) const = default;
};

/// What remembered() gives.
template <class T>
struct Remembered {
  T value;
};

/// `id={remembered(@upload.ref)}`: sent only when it is another value than the page has. A part of a template
/// is sent when one of its assigns was changed; of a big assign, of which a part shows what seldom changes,
/// that sends too much. For text and attributes, at 8 bytes for each part of its node; in the rows of a list
/// all parts are remembered anyway.
template <class T>
Remembered<T> remembered(T&& value) {
  return {std::forward<T>(value)};
}

/// A type of yours shows in templates when it has a function `to_text(const T&)`, found beside the type, that
/// gives a string (or a number): `std::string to_text(const Money&)`.
template <class T>
concept HasToText = requires(const T& value) { to_text(value); };

namespace detail {

template <class T>
inline constexpr bool shows_optional = false;
template <class T>
inline constexpr bool shows_optional<std::optional<T>> = true;

/// Values that AttributeValue stands for; see safe_values.hpp.
template <class T>
inline constexpr bool is_attribute_value = false;

/// Whether a value is never what a visitor typed: raw(…), and commands for the client, a type that says so by
/// `using TrustedText = void`.
template <class T>
inline constexpr bool is_trusted =
    std::same_as<T, Raw> || std::same_as<T, Html> || requires { typename T::TrustedText; };
template <class T>
inline constexpr bool is_trusted<std::optional<T>> = is_trusted<T>;

template <class T>
inline constexpr bool is_remembered = false;
template <class T>
inline constexpr bool is_remembered<Remembered<T>> = true;
template <class T>
inline constexpr bool is_trusted<Remembered<T>> = is_trusted<std::remove_cvref_t<T>>;

template <class T>
concept Textual = std::convertible_to<const T&, std::string_view>;

/// What a template can show: text, numbers, booleans, characters, an optional of these, Raw, and HasToText.
template <class T>
concept Showable =
    Textual<T> || std::is_arithmetic_v<T> || shows_optional<T> || HasToText<T> || std::same_as<T, Raw> ||
    std::same_as<T, Html> || std::same_as<T, std::nullptr_t> || is_attribute_value<T>;

template <class Shown>
inline constexpr bool can_show = Showable<std::remove_cvref_t<Shown>>;
template <class Shown>
inline constexpr bool can_show<Remembered<Shown>> = can_show<Shown>;
template <class Shown>
inline constexpr bool can_show<const Remembered<Shown>&> = can_show<Shown>;

template <class T>
constexpr void check_showable() {
  static_assert(
      Showable<T>,
      "a template shows text, numbers, booleans, an optional of these, raw(…) and types that have a "
      "to_text(const T&) beside them");
}

template <class T, class F>
void with_text(const T& value, F&& use) {
  check_showable<T>();
  if constexpr (HasToText<T>) {
    with_text(to_text(value), use);
  } else if constexpr (std::same_as<T, Html>) {
    use(Raw{value.text});
  } else if constexpr (is_attribute_value<T>) {
    use(std::string_view(value.text));
  } else if constexpr (std::is_pointer_v<T>) {
    use(value == nullptr ? std::string_view() : std::string_view(value));
  } else if constexpr (Textual<T>) {
    use(static_cast<std::string_view>(value));
  } else if constexpr (std::same_as<T, bool> || std::same_as<T, Raw>) {
    use(value);
  } else if constexpr (std::same_as<T, char>) {
    use(std::string_view(&value, 1));
  } else if constexpr (std::floating_point<T>) {
    use(static_cast<double>(value));
  } else if constexpr (std::unsigned_integral<T>) {
    use(static_cast<std::uint64_t>(value));
  } else if constexpr (std::integral<T>) {
    use(static_cast<std::int64_t>(value));
  } else if constexpr (shows_optional<T>) {
    if (value) {
      with_text(*value, use);
    } else {
      use(std::string_view());
    }
  } else {
    use(std::string_view());
  }
}

/// As with_text, with what is absent as false.
template <class T, class F>
void with_attribute(const T& value, F&& use) {
  check_showable<T>();
  if constexpr (std::same_as<T, std::nullptr_t>) {
    use(false);
  } else if constexpr (std::is_pointer_v<T>) {
    if (value != nullptr) {
      use(std::string_view(value));
    } else {
      use(false);
    }
  } else if constexpr (shows_optional<T>) {
    if (value) {
      with_attribute(*value, use);
    } else {
      use(false);
    }
  } else if constexpr (std::same_as<T, Raw>) {
    use(value.html);  // an attribute's value is escaped whatever it is
  } else if constexpr (std::same_as<T, Html>) {
    use(std::string_view(value.text));
  } else if constexpr (is_attribute_value<T>) {
    if (value.kind == T::Kind::text) {
      use(std::string_view(value.text));
    } else {
      use(value.kind == T::Kind::bare);
    }
  } else {
    with_text(value, use);
  }
}

// Where nothing can be remembered, such as within a longer text, the value is all there is.
template <class T, class F>
void with_text(const Remembered<T>& value, F&& use) {
  with_text(value.value, std::forward<F>(use));
}
template <class T, class F>
void with_attribute(const Remembered<T>& value, F&& use) {
  with_attribute(value.value, std::forward<F>(use));
}

inline std::uint64_t hash_key(std::string_view key) { return hash_bytes(key); }
inline std::uint64_t hash_key(std::int64_t key) { return hash_word(static_cast<std::uint64_t>(key)); }
inline std::uint64_t hash_key(std::uint64_t key) { return hash_word(key); }
inline std::uint64_t hash_key(bool key) { return hash_word(static_cast<std::uint64_t>(key)); }
template <class T>
std::uint64_t hash_key(const T&) {
  static_assert(sizeof(T) == 0, "a :key is text or a whole number");
  return 0;
}

void append_text(std::string& out, std::string_view text);
void append_text(std::string& out, std::int64_t number);
void append_text(std::string& out, std::uint64_t number);
void append_text(std::string& out, double number);
inline void append_text(std::string& out, bool value) {
  append_text(out, std::string_view(value ? "true" : "false"));
}
inline void append_text(std::string& out, Raw html) { append_text(out, html.html); }

/// `"i#{item.id}"` in a template: the pieces, one after the other.
template <class... Pieces>
std::string join(const Pieces&... pieces) {
  std::string out;
  (with_text(pieces, [&out](const auto& plain) { append_text(out, plain); }), ...);
  return out;
}

/// One more word of a class list, if it is there.
template <class T>
void append_class(std::string& out, const T& value) {
  with_attribute(value, [&out](const auto& plain) {
    if constexpr (!std::same_as<std::remove_cvref_t<decltype(plain)>, bool>) {
      const std::size_t before = out.size();
      if (!out.empty()) out += ' ';
      const std::size_t start = out.size();
      append_text(out, plain);
      if (out.size() == start) out.resize(before);
    }
  });
}

/// `class={["a", @b]}` in a template.
template <class... Pieces>
std::string class_list(const Pieces&... pieces) {
  std::string out;
  (append_class(out, pieces), ...);
  return out;
}

}  // namespace detail
}  // namespace anqa
