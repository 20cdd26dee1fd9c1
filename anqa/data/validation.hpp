#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

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

/// Of cast_embed and cast_assoc.
struct NestedOptions {
  bool required = false;
  std::string_view required_message = {};
  /// For what is neither a map nor a list of maps.
  std::string_view invalid_message = {};
  /// The name of a param that lists the indices of a map of items in the order that they are to have; an
  /// index that the map has not stands for a new item. Its "lines_sort[]" is what a form's checkboxes send.
  std::string_view sort_param = {};
  /// The name of a param that lists the indices of items to leave out.
  std::string_view drop_param = {};
};
using EmbedOptions = NestedOptions;

struct AssocOptions : NestedOptions {
  /// A change of a related row counts as one of its owner, whose updated_at and lock version change, too.
  bool force_update_on_change = true;
};

/// Of cast.
struct CastOptions {
  /// Texts that stand for "nothing was given"; without it, those of white space only.
  std::optional<std::vector<std::string_view>> empty_values = {};
  /// A value that is what it was counts as a change, too.
  bool force_changes = false;
  /// Instead of "is invalid".
  std::string_view message = {};

  bool is_empty(std::string_view text) const;
};

/// How a constraint's name in the database and the one that is declared are compared.
enum class ConstraintMatch { exact, suffix, prefix };

struct ConstraintOptions {
  /// The constraint's name in the database; without it, the name that migrations give:
  /// `users_email_index` for a unique index, `orders_product_id_fkey` for a reference.
  std::string_view name = {};
  std::string_view message = {};
  /// For names that differ from table to table, as those of partitions do.
  ConstraintMatch match = ConstraintMatch::exact;
};

}  // namespace anqa
