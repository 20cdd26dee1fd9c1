#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/term/term.hpp"

namespace anqa {

/// What a request, a form or a browser event brings: string keys; values that are text, numbers, booleans,
/// nil, lists or maps again. Nothing in it is to be trusted. Cheap to copy.
///
/// Looking up what is not there gives empty Params, so a path needs no checks on its way:
/// `params["user"]["name"].text().value_or("")`.
class Params {
 public:
  Params() = default;
  /// Of pairs of key and value, as in `Params{{"q", "tea"}, {"page", 2}}`.
  Params(std::initializer_list<std::pair<std::string_view, Term>> entries);
  /// Any term; what is neither text, number, boolean, nil, list nor map is reachable only as a term.
  explicit Params(Term value) : value_(std::move(value)) {}

  /// The value at a key; empty Params when there is none or when this is not a map.
  Params operator[](std::string_view key) const { return Params(value_[key]); }
  /// The element of a list; empty Params when out of range.
  Params at(std::size_t index) const { return Params(value_.at(index)); }

  [[nodiscard]] bool has(std::string_view key) const { return value_.find(key) != nullptr; }
  /// True for what was not there, nil, and an empty map, list or text.
  [[nodiscard]] bool empty() const {
    return value_.size() == 0 && (value_.is_nil() || is_container_or_text());
  }
  [[nodiscard]] std::size_t size() const { return value_.size(); }

  /// The text at a key, if text is there. The view is valid as long as some copy of this map of params lives.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view key) const;
  /// The value at a key read as a number, a boolean or a string; see `as`.
  template <class T>
  [[nodiscard]] std::optional<T> get(std::string_view key) const {
    return (*this)[key].template as<T>();
  }

  /// This value, if it is text.
  [[nodiscard]] std::optional<std::string_view> text() const& { return value_.as_binary(); }
  [[nodiscard]] std::optional<std::string> text() && { return as<std::string>(); }

  /// This value as T: an integer or a double (a number, or text that is wholly one, in range), bool (`true`,
  /// "true", "on", "1" and their opposites), std::string (text only).
  template <class T>
  [[nodiscard]] std::optional<T> as() const;

  [[nodiscard]] const Term& term() const& { return value_; }
  /// Of a temporary, such as `params[key]`: the term itself, for nothing would hold what was referred to.
  [[nodiscard]] Term term() && { return std::move(value_); }
  [[nodiscard]] std::span<const Term::Entry> entries() const { return value_.entries(); }
  [[nodiscard]] std::span<const Term> items() const { return value_.items(); }

  Params& set(std::string_view key, Term value) {
    value_.set(key, std::move(value));
    return *this;
  }
  Params& set(std::string_view key, const Params& value) { return set(key, value.value_); }
  /// These with the entries of `other` put over them.
  [[nodiscard]] Params merged(const Params& other) const;

  struct Limits {
    std::size_t max_pairs = 1000;     ///< `a=1&b=2` has two
    std::size_t max_depth = 32;       ///< `a[b][c]` has three
    std::size_t max_bytes = 1000000;  ///< of encoded text
  };
  /// Reads `application/x-www-form-urlencoded` text by Plug's rules: `a[b]=1` makes a map, `a[]=1` appends to
  /// a list, a later value takes the place of an earlier one, a key without `=` has empty text. Fails on a
  /// broken
  /// `%`, on text that is not UTF-8 and beyond the limits.
  static result<Params> decode(std::string_view urlencoded, Limits limits);
  static result<Params> decode(std::string_view urlencoded) { return decode(urlencoded, Limits{}); }

  /// The same nesting for fields that were decoded already, such as those of a multipart form; its limits are
  /// the pairs and the depth.
  static result<Params> nest(const std::vector<std::pair<std::string, Term>>& fields, Limits limits);

  /// The same text for a map: `user[name]=Bob&tags[]=a`. Nil and false-like values are written too, nil as
  /// empty.
  [[nodiscard]] std::string encode() const;

  bool operator==(const Params&) const = default;

 private:
  [[nodiscard]] bool is_container_or_text() const {
    return value_.is_map() || value_.is_list() || value_.is_binary();
  }
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  [[nodiscard]] std::optional<std::uint64_t> as_unsigned() const;
  [[nodiscard]] std::optional<double> as_double() const;
  [[nodiscard]] std::optional<bool> as_bool() const;

  Term value_;
};

template <class T>
std::optional<T> Params::as() const {
  if constexpr (std::same_as<T, bool>) {
    return as_bool();
  } else if constexpr (std::unsigned_integral<T>) {
    const auto value = as_unsigned();
    return value && std::in_range<T>(*value) ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
  } else if constexpr (std::integral<T>) {
    const auto value = as_integer();
    return value && std::in_range<T>(*value) ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
  } else if constexpr (std::floating_point<T>) {
    const auto value = as_double();
    return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
  } else {
    static_assert(std::same_as<T, std::string>,
                  "Params::as<T>: T is bool, an integer, a float or std::string");
    const auto text = value_.as_binary();
    return text ? std::optional<std::string>(*text) : std::nullopt;
  }
}

}  // namespace anqa
