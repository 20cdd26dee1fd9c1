#pragma once

#include <exception>
#include <optional>
#include <utility>

#include "anqa/data/database.hpp"
#include "anqa/data/detail/working_for.hpp"

namespace anqa::detail {

/// What was to be read at once takes longer. Never leaves read_at_once().
struct NotAtOnce : std::exception {
  const char* what() const noexcept override { return "it takes longer than may be waited for at once"; }
};

/// Reads on the calling thread, which may be a scheduler's; nothing where that would take long, and then
/// nothing has happened.
template <class Read>
std::optional<typename Read::Result> read_at_once(Database& database, Pid process, const Read& what) {
  const WorkingFor caller(process);
  auto lease = database.reader_at_once(Read::purpose);
  if (!lease) return std::nullopt;
  Connection& connection = **lease;
  try {
    const auto statement = what.statement(connection.dialect());
    auto rows = connection.query(statement.sql, statement.values);
    return std::optional<typename Read::Result>(std::in_place, what.decode(*rows));
  } catch (const NotAtOnce&) {
    return std::nullopt;
  }
}

}  // namespace anqa::detail
