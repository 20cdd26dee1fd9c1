#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/detail/sql.hpp"

namespace anqa {

/// COPY … FROM STDIN: sends to PostgreSQL what `next()` gives, piece by piece, until it gives nothing, and
/// gives the number of rows. When `next` throws, the copy is refused as a whole and the exception leaves.
/// Inside a transaction. The text of the statement must not hold what a user wrote.
std::int64_t copy_in(BlockingRepo& transaction, std::string_view sql,
                     const std::function<std::optional<std::string>()>& next);

/// COPY … TO STDOUT: gives each row of what comes to `take(row)` and their number back. When `take` throws,
/// the rest is not read, the transaction has failed, and the exception leaves.
std::int64_t copy_out(BlockingRepo& transaction, std::string_view sql,
                      const std::function<void(std::string_view)>& take);

namespace detail {
/// A line of COPY's text format.
void append_copy_line(std::string& out, const std::vector<SqlValue>& values);
std::string copy_statement(std::string_view table, const std::vector<std::string_view>& columns);
}  // namespace detail

/// Stores many rows by COPY, several times faster than insert_all: nothing is validated, timestamps are set,
/// ids are given by the database unless the program makes them. Gives their number. `Rows` is any range of a
/// schema, so that they need not be in memory all at once. Inside a transaction.
template <class Rows>
std::int64_t copy_all(BlockingRepo& transaction, Rows&& rows) {
  using T = std::remove_cvref_t<decltype(*rows.begin())>;
  constexpr auto& table = table_of<T>;
  constexpr bool makes_id = requires { FieldType<decltype(T::id)>::autogenerate(); };
  std::vector<std::string_view> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (detail::inserted(table, i, makes_id)) columns.push_back(table.columns[i].name);
  }
  auto row = rows.begin();
  std::vector<SqlValue> values;
  return copy_in(transaction, detail::copy_statement(table.name, columns),
                 [&]() -> std::optional<std::string> {
                   constexpr std::size_t enough = 1 << 16;
                   std::string lines;
                   for (; row != rows.end() && lines.size() < enough; ++row) {
                     T copy = *row;
                     detail::set_new_timestamps(copy);
                     detail::autogenerate(copy);
                     values.clear();
                     detail::for_each_column(copy, [&]<class Field>(std::size_t column, const Field& value) {
                       if (detail::inserted(table, column, makes_id))
                         values.push_back(FieldType<Field>::dump(value));
                     });
                     detail::append_copy_line(lines, values);
                   }
                   if (lines.empty()) return std::nullopt;
                   return lines;
                 });
}

}  // namespace anqa
