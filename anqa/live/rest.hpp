#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/live/safe_values.hpp"

namespace anqa {

/// The attributes of a component's tag that are not its fields, when it has a field `anqa::Rest rest;`: those
/// that HTML knows, and data-…, aria-… and phx-…. Its template passes them on by `<button {@rest}>`.
class Rest {
 public:
  struct Attribute {
    std::string name;
    detail::AttributeValue value;
    bool operator==(const Attribute&) const = default;
  };

  /// Sets an attribute; the name is lower-case HTML. Throws std::invalid_argument for a name that cannot be
  /// one, and for one whose value a browser would run, such as "onclick".
  template <class T>
  Rest& set(std::string_view name, const T& value) {
    put(name, detail::AttributeValue::of(value));
    return *this;
  }
  /// All of another.
  void add(const Rest& other);
  const detail::AttributeValue* find(std::string_view name) const;

  auto begin() const { return attributes_.begin(); }
  auto end() const { return attributes_.end(); }
  bool empty() const { return attributes_.empty(); }
  bool operator==(const Rest&) const = default;

 private:
  void put(std::string_view name, detail::AttributeValue value);

  std::vector<Attribute> attributes_;
};

namespace detail {

/// `{@rest}` in a tag: ` name="value"` for each. What cannot be safe is left out or replaced, as it would be
/// in the template.
Html spread(const Rest& rest);

}  // namespace detail
}  // namespace anqa
