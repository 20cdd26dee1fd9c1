#pragma once

#include <optional>
#include <tuple>
#include <type_traits>

#include "anqa/data/schema.hpp"

namespace anqa::detail {

/// True when all columns of a joined table are NULL, so that there was no row to join.
bool row_is_missing(Cursor& row, int first, std::size_t columns);

template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;

/// Reads a result from the columns of a row, from `column` on, which it moves past what it read.
template <class T>
void load_result(Cursor& row, int& column, T& out) {
  if constexpr (Storable<T>) {
    FieldType<T>::load(row, column++, out);
  } else if constexpr (is_tuple<T>) {
    std::apply([&](auto&... parts) { (load_result(row, column, parts), ...); }, out);
  } else if constexpr (is_nullable<T>) {
    constexpr auto columns = table_of<typename T::value_type>.columns.size();
    if (row_is_missing(row, column, columns)) {
      column += static_cast<int>(columns);
      out.reset();
    } else {
      load_result(row, column, out.emplace());
    }
  } else {
    for_each_column(out, [&]<class Field>(std::size_t index, Field& value) {
      FieldType<Field>::load(row, column + static_cast<int>(index), value);
    });
    column += static_cast<int>(table_of<T>.columns.size());
  }
}

template <class T>
void load_into(Cursor& row, T& out) {
  int column = 0;
  load_result(row, column, out);
}

template <class T>
T load_row(Cursor& row) {
  T loaded{};
  load_into(row, loaded);
  return loaded;
}

}  // namespace anqa::detail
