#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/database_error.hpp"
#include "anqa/data/field_error.hpp"
#include "anqa/data/schema.hpp"
#include "anqa/data/validation.hpp"

namespace anqa {

class Params;

/// What the Repo last tried with a changeset; a form shows errors only once there was an action.
enum class ChangesetAction { none, insert, update, delete_ };

namespace detail {

/// A constraint of the database that a changeset turns into an error.
struct DeclaredConstraint {
  ConstraintKind kind;
  std::size_t column;
  std::string name;
  std::string message;
  ConstraintMatch match = ConstraintMatch::exact;
  /// A bit for each.
  std::uint64_t columns = 0;

  bool matches(std::string_view violated) const;
};

/// The part of a changeset that does not depend on its schema's type. Columns are indices into
/// table->columns.
class ChangesetCore {
 public:
  explicit ChangesetCore(const TableInfo& table, bool persisted) : table_(&table), persisted_(persisted) {}

  const TableInfo& table() const { return *table_; }
  bool persisted() const { return persisted_; }

  bool changed(std::size_t column) const { return changed_ & bit(column); }
  bool given(std::size_t column) const { return given_ & bit(column); }
  bool any_change() const { return changed_ != 0 || related_changed; }
  /// Without the virtual fields.
  bool any_column_changed() const {
    const auto columns = table_->columns.size();
    return columns >= 64 ? changed_ != 0 : (changed_ & (bit(columns) - 1)) != 0;
  }
  void set_changed(std::size_t column, bool changed) {
    changed_ = changed ? changed_ | bit(column) : changed_ & ~bit(column);
    given_ |= bit(column);
  }
  void forget(std::size_t column) {
    changed_ &= ~bit(column);
    given_ &= ~bit(column);
  }

  const std::vector<FieldError>& errors() const { return errors_; }
  std::vector<std::pair<std::string, std::vector<std::string>>> traverse_errors() const;
  bool has_error(std::string_view field) const;
  void add_error(std::string_view field, std::string_view message, std::vector<FieldError::Value> values = {},
                 std::string_view validation = {});
  void drop_errors_of(std::size_t column);
  /// The errors of an association or an embed, and of what is in it.
  void drop_nested_errors(std::string_view field);

  /// The text that a user gave for a column and that was no value of its type, to show it again.
  const std::string* rejected(std::size_t column) const;
  void reject(std::size_t column, std::string_view text, std::string_view message,
              std::string_view validation);

  void check_required(std::size_t column, bool blank, MessageOption option);
  void check_format(std::size_t column, std::string_view text, std::string_view pattern,
                    MessageOption option);
  void check_length(std::size_t column, std::string_view text, const LengthOptions& options);
  void check_count(std::size_t column, std::size_t count, std::string_view unit,
                   const LengthOptions& options);
  void fail_number(std::size_t column, std::string_view standard, std::string number,
                   std::string_view message);

  void check_confirmation(std::string_view field, const Params& params, const ConfirmationOptions& options);
  void check_acceptance(std::string_view field, const Params& params, MessageOption option);
  /// An error of an embedded changeset, under "field.its_field" or "field.index.its_field".
  void add_nested_error(std::string_view field, bool many, std::size_t index, FieldError error);

  /// The column that must be what it was, see optimistic_lock.
  void lock_version(std::size_t column, std::int64_t version) {
    lock_column_ = column;
    lock_version_ = version;
  }
  std::size_t lock_column() const { return lock_column_; }
  std::int64_t locked_version() const { return lock_version_; }

  void declare(ConstraintKind kind, std::vector<std::size_t> columns, ConstraintOptions options);
  const std::vector<DeclaredConstraint>& constraints() const { return constraints_; }
  /// Takes over what another one has.
  void merge(const ChangesetCore& other);
  /// Adds the error of the declared constraint that was violated; false when none was declared for it.
  bool add_violation(const ConstraintError& violation);
  /// The columns of all unique constraints that are declared, a bit for each.
  std::uint64_t unique_columns() const;

  /// Of how it is stored: see WriteOptions.
  std::string prefix = {};
  std::string stale_error_field = {};
  bool allow_stale = false;
  ChangesetAction action = ChangesetAction::none;
  /// An association is changed.
  bool related_changed = false;
  /// An update is to be done even when no column changed, for updated_at and the lock version.
  bool force_update = false;

 private:
  static std::uint64_t bit(std::size_t column) { return std::uint64_t{1} << column; }
  std::string_view name(std::size_t column) const {
    const auto columns = table_->columns.size();
    return column < columns ? table_->columns[column].field : table_->virtual_fields[column - columns].name;
  }

  const TableInfo* table_;
  std::uint64_t changed_ = 0;
  std::uint64_t given_ = 0;
  bool persisted_;
  std::size_t lock_column_ = TableInfo::none;
  std::int64_t lock_version_ = 0;
  std::vector<FieldError> errors_;
  std::vector<std::pair<std::size_t, std::string>> rejected_;
  std::vector<DeclaredConstraint> constraints_;
};

/// True when there is nothing in the text but white space.
bool blank(std::string_view text);

}  // namespace detail
}  // namespace anqa
