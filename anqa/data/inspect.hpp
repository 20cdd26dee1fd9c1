#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/base/type_name.hpp"
#include "anqa/data/changeset.hpp"
#include "anqa/data/schema.hpp"

// Rows and changesets as text, for logs and failed tests.
namespace anqa {
namespace detail {

/// Adds `, name: value` and keeps what a schema redacts to itself.
void inspect_field(std::string& out, std::string_view name, bool redact, const SqlValue& value);
std::string inspected(std::string_view type, std::string fields);
std::string inspect_changeset(std::string_view type, const ChangesetCore& core, const std::string& changes);

}  // namespace detail

/// `User{id: 7, email: "ada@example.com", password_hash: **redacted**, orders: not loaded}`.
template <SchemaType T>
std::string inspect(const T& row) {
  std::string fields;
  std::size_t column = 0;
  for_each_field(row, [&]<class Field>(std::string_view name, const Field& value) {
    if constexpr (std::is_same_v<Field, Timestamps>) {
      detail::inspect_field(fields, "inserted_at", false, value.inserted_at);
      detail::inspect_field(fields, "updated_at", false, value.updated_at);
      column += 2;
    } else if constexpr (detail::is_virtual<Field>) {
      // What is not stored is mostly a secret, such as a password.
      fields.append(fields.empty() ? "" : ", ").append(name).append(": **virtual**");
    } else if constexpr (detail::NoColumn<Field>) {
      fields.append(fields.empty() ? "" : ", ").append(name);
      fields.append(value.loaded() ? ": loaded" : ": not loaded");
    } else {
      detail::inspect_field(fields, name, table_of<T>.columns[column].redact, FieldType<Field>::dump(value));
      ++column;
    }
  });
  return detail::inspected(type_name<T>(), std::move(fields));
}

/// `Changeset<User>{action: insert, changes: {email: "x"}, errors: [email: has invalid format], valid:
/// false}`.
template <SchemaType T>
std::string inspect(const Changeset<T>& changeset) {
  std::string changes;
  detail::for_each_column(
      changeset.apply_changes(), [&]<class Field>(std::size_t column, const Field& value) {
        const auto& info = table_of<T>.columns[column];
        if (changeset.core().changed(column)) {
          detail::inspect_field(changes, info.field, info.redact, FieldType<Field>::dump(value));
        }
      });
  return detail::inspect_changeset(type_name<T>(), changeset.core(), changes);
}

}  // namespace anqa
