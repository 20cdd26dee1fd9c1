#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anqa::http {

namespace detail {
class HeadersBuilder;
class HeadersWriter;
}  // namespace detail

/// One field of a message; the views live as long as the Headers that they came from stay unmodified.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// Header fields in the order in which they stand on the wire; a name may occur more than once and its case
/// does not matter. All bytes share one string, so filling, copying and destroying one costs two allocations
/// or few more; a lookup is a scan that compares lengths first, which beats hashing at the dozen fields of a
/// real request.
class Headers {
  struct Field {
    std::uint32_t name;  // where it begins in bytes_
    std::uint32_t name_size;
    std::uint32_t value;
    std::uint32_t value_size;
  };

 public:
  class Iterator {
   public:
    using value_type = Header;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    Iterator() = default;
    Header operator*() const { return headers_->at(index_); }
    Iterator& operator++() { return ++index_, *this; }
    Iterator operator++(int) { return {headers_, index_++}; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    friend class Headers;
    Iterator(const Headers* headers, std::size_t index) : headers_(headers), index_(index) {}
    const Headers* headers_ = nullptr;
    std::size_t index_ = 0;
  };

  friend class detail::HeadersBuilder;
  friend class detail::HeadersWriter;

  Headers() = default;
  Headers(std::initializer_list<Header> fields);

  /// The first value of `name`, or nothing. Valid until these Headers are modified or destroyed.
  std::optional<std::string_view> get(std::string_view name) const;
  /// The first value of `name`, or `fallback`.
  std::string_view get_or(std::string_view name, std::string_view fallback) const;
  /// Every value of `name`, in order.
  std::vector<std::string_view> get_all(std::string_view name) const;
  bool has(std::string_view name) const { return get(name).has_value(); }
  /// How often `name` occurs.
  std::size_t count(std::string_view name) const;
  /// Whether `token` is in the comma-separated list that the values of `name` form, in any case:
  /// `has_token("connection", "upgrade")`.
  bool has_token(std::string_view name, std::string_view token) const;

  /// Appends a field, whether or not `name` is there already (Set-Cookie).
  void add(std::string_view name, std::string_view value);
  /// Makes `value` the only value of `name`.
  void set(std::string_view name, std::string_view value);
  /// Removes every field called `name`; returns how many there were.
  std::size_t remove(std::string_view name);
  /// Empties it and keeps the memory for the next message.
  void clear();

  std::size_t size() const { return fields_.size(); }
  bool empty() const { return fields_.empty(); }
  /// The field at `index` < size().
  Header at(std::size_t index) const {
    const Field& field = fields_[index];
    return {name_of(field), value_of(field)};
  }
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, fields_.size()}; }

  /// Equal when they hold the same fields in the same order; names compare without case.
  bool operator==(const Headers& other) const;

 private:
  std::string_view name_of(const Field& field) const { return {bytes_.data() + field.name, field.name_size}; }
  std::string_view value_of(const Field& field) const {
    return {bytes_.data() + field.value, field.value_size};
  }

  std::string bytes_;
  std::vector<Field> fields_;
  /// Whether bytes_ are "name: value\r\n" of each field, and nothing else: what add() makes of them, so that
  /// they can be sent as they are.
  bool as_sent_ = true;
};

/// Whether two strings are equal when the case of ASCII letters is ignored.
bool equal_ignoring_case(std::string_view left, std::string_view right);

}  // namespace anqa::http
