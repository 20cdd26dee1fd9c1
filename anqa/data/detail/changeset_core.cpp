#include "anqa/data/detail/changeset_core.hpp"

#include <algorithm>
#include <map>

#include "anqa/data/detail/param_text.hpp"
#include "anqa/data/detail/pattern.hpp"
#include "anqa/term/params.hpp"

namespace anqa::detail {
namespace {

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view standard_message(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::unique:
      return "has already been taken";
    case ConstraintKind::foreign_key:
      return "does not exist";
    case ConstraintKind::check:
      return "is invalid";
    case ConstraintKind::not_null:
      return "can't be blank";
    case ConstraintKind::exclusion:
      return "violates an exclusion constraint";
  }
  return "is invalid";
}

std::string_view validation_name(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::unique:
      return "unique";
    case ConstraintKind::foreign_key:
      return "foreign";
    case ConstraintKind::check:
      return "check";
    case ConstraintKind::not_null:
      return "required";
    case ConstraintKind::exclusion:
      return "exclusion";
  }
  return {};
}

std::string_view or_standard(std::string_view message, std::string_view standard) {
  return message.empty() ? standard : message;
}

}  // namespace

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

std::vector<std::pair<std::string, std::vector<std::string>>> ChangesetCore::traverse_errors() const {
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& error : errors_) all[error.field].push_back(error.text());
  return {all.begin(), all.end()};
}

bool ChangesetCore::has_error(std::string_view field) const {
  return std::any_of(errors_.begin(), errors_.end(),
                     [field](const FieldError& e) { return e.field == field; });
}

void ChangesetCore::add_error(std::string_view field, std::string_view message,
                              std::vector<FieldError::Value> values, std::string_view validation) {
  errors_.push_back({std::string(field), std::string(message), std::move(values), std::string(validation)});
}

void ChangesetCore::drop_errors_of(std::size_t column) {
  std::erase_if(errors_, [this, column](const FieldError& e) { return e.field == name(column); });
  std::erase_if(rejected_, [column](const auto& entry) { return entry.first == column; });
}

void ChangesetCore::drop_nested_errors(std::string_view field) {
  std::erase_if(errors_, [field](const FieldError& e) {
    return e.field.starts_with(field) && (e.field.size() == field.size() || e.field[field.size()] == '.');
  });
}

const std::string* ChangesetCore::rejected(std::size_t column) const {
  for (const auto& [index, text] : rejected_) {
    if (index == column) return &text;
  }
  return nullptr;
}

void ChangesetCore::reject(std::size_t column, std::string_view text, std::string_view message,
                           std::string_view validation) {
  forget(column);
  rejected_.emplace_back(column, std::string(text));
  add_error(name(column), message, {}, validation);
}

void ChangesetCore::check_required(std::size_t column, bool is_blank, MessageOption option) {
  if (!is_blank || has_error(name(column))) return;
  add_error(name(column), or_standard(option.message, "can't be blank"), {}, "required");
}

void ChangesetCore::check_format(std::size_t column, std::string_view text, std::string_view pattern,
                                 MessageOption option) {
  if (!matches(text, pattern)) {
    add_error(name(column), or_standard(option.message, "has invalid format"), {}, "format");
  }
}

void ChangesetCore::check_length(std::size_t column, std::string_view text, const LengthOptions& options) {
  check_count(column, count_code_points(text), "character(s)", options);
}

void ChangesetCore::check_count(std::size_t column, std::size_t length, std::string_view unit,
                                const LengthOptions& options) {
  auto fail = [&](std::string_view standard, std::size_t count) {
    const std::string message = std::string(unit == "item(s)" ? "should have " : "should be ")
                                    .append(standard)
                                    .append("%{count} ")
                                    .append(unit);
    add_error(name(column), or_standard(options.message, message), {{"count", std::to_string(count)}},
              "length");
  };
  if (options.is && length != *options.is) {
    fail("", *options.is);
  } else if (options.min && length < *options.min) {
    fail("at least ", *options.min);
  } else if (options.max && length > *options.max) {
    fail("at most ", *options.max);
  }
}

void ChangesetCore::merge(const ChangesetCore& other) {
  changed_ |= other.changed_;
  given_ |= other.given_;
  for (const auto& error : other.errors_) {
    if (std::ranges::find(errors_, error) == errors_.end()) errors_.push_back(error);
  }
  rejected_.insert(rejected_.end(), other.rejected_.begin(), other.rejected_.end());
  constraints_.insert(constraints_.end(), other.constraints_.begin(), other.constraints_.end());
  if (other.lock_column_ != TableInfo::none) lock_version(other.lock_column_, other.lock_version_);
  related_changed = related_changed || other.related_changed;
  force_update = force_update || other.force_update;
  if (!other.prefix.empty()) prefix = other.prefix;
}

std::uint64_t ChangesetCore::unique_columns() const {
  std::uint64_t columns = 0;
  for (const auto& each : constraints_) {
    if (each.kind == ConstraintKind::unique) columns |= each.columns;
  }
  return columns;
}

bool DeclaredConstraint::matches(std::string_view violated) const {
  switch (match) {
    case ConstraintMatch::exact:
      return violated == name;
    case ConstraintMatch::suffix:
      return violated.ends_with(name);
    case ConstraintMatch::prefix:
      return violated.starts_with(name);
  }
  return false;
}

void ChangesetCore::fail_number(std::size_t column, std::string_view standard, std::string number,
                                std::string_view message) {
  add_error(name(column), or_standard(message, standard), {{"number", std::move(number)}}, "number");
}

void ChangesetCore::check_confirmation(std::string_view field, const Params& params,
                                       const ConfirmationOptions& options) {
  const std::string confirmation = std::string(field) + "_confirmation";
  const ParamText sent(params, field), again(params, confirmation);
  if (again.absent()) {
    if (options.required && !sent.absent()) add_error(confirmation, "can't be blank", {}, "required");
  } else if (!sent.absent() && (!again.is_text() || sent.text() != again.text())) {
    add_error(confirmation, or_standard(options.message, "does not match confirmation"), {}, "confirmation");
  }
}

void ChangesetCore::check_acceptance(std::string_view field, const Params& params, MessageOption option) {
  if (params[field].as<bool>().value_or(false)) return;
  add_error(field, or_standard(option.message, "must be accepted"), {}, "acceptance");
}

void ChangesetCore::add_nested_error(std::string_view field, bool many, std::size_t index, FieldError error) {
  std::string path(field);
  if (many) path.append(".").append(std::to_string(index));
  error.field = path + "." + error.field;
  errors_.push_back(std::move(error));
}

void ChangesetCore::declare(ConstraintKind kind, std::vector<std::size_t> columns,
                            ConstraintOptions options) {
  std::string constraint(options.name);
  if (constraint.empty()) {
    constraint = table_->name;
    for (auto column : columns) constraint.append("_").append(table_->columns[column].name);
    constraint += kind == ConstraintKind::foreign_key ? "_fkey" : "_index";
  }
  DeclaredConstraint declared{kind, columns.front(), std::move(constraint),
                              std::string(or_standard(options.message, standard_message(kind))),
                              options.match};
  for (const auto column : columns) declared.columns |= bit(column);
  constraints_.push_back(std::move(declared));
}

bool ChangesetCore::add_violation(const ConstraintError& violation) {
  // A column that must not be NULL needs no declaration: the schema's own fields are known.
  if (violation.kind() == ConstraintKind::not_null && violation.columns().size() == 1) {
    for (const auto& column : table_->columns) {
      if (column.name != violation.columns().front()) continue;
      add_error(column.field, standard_message(ConstraintKind::not_null), {}, "required");
      return true;
    }
  }
  for (const auto& declared : constraints_) {
    if (declared.kind != violation.kind() ||
        std::ranges::none_of(violation.names(), [&](const auto& name) { return declared.matches(name); })) {
      continue;
    }
    add_error(
        name(declared.column), declared.message,
        {{"constraint", std::string(validation_name(declared.kind))}, {"constraint_name", declared.name}},
        validation_name(declared.kind));
    return true;
  }
  return false;
}

}  // namespace anqa::detail

bool anqa::CastOptions::is_empty(std::string_view text) const {
  if (!empty_values) return detail::blank(text);
  return std::ranges::find(*empty_values, text) != empty_values->end();
}
