#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace anqa {

/// Options of the validations of a changeset. A `message` replaces the standard one.
struct MessageOption {
  std::string_view message = {};
};

/// Lengths in characters (Unicode code points).
struct LengthOptions {
  std::optional<std::size_t> is = {};
  std::optional<std::size_t> min = {};
  std::optional<std::size_t> max = {};
  std::string_view message = {};
};

template <class Number>
struct NumberOptions {
  std::optional<Number> less_than = {};
  std::optional<Number> greater_than = {};
  std::optional<Number> less_than_or_equal_to = {};
  std::optional<Number> greater_than_or_equal_to = {};
  std::optional<Number> equal_to = {};
  std::optional<Number> not_equal_to = {};
  std::string_view message = {};
};

struct ConfirmationOptions {
  /// Not sent is an error, too.
  bool required = false;
  std::string_view message = {};
};

struct EmbedOptions {
  bool required = false;
  std::string_view required_message = {};
};

struct ConstraintOptions {
  /// The constraint's name in the database; without it, the name that migrations give:
  /// `users_email_index` for a unique index, `orders_product_id_fkey` for a reference.
  std::string_view name = {};
  std::string_view message = {};
};

}  // namespace anqa
