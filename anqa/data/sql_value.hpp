#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "anqa/base/clock.hpp"
#include "anqa/data/bytes.hpp"

namespace anqa {

/// A value on its way to a database: NULL, boolean, integer, floating point, UTF-8 text, a time or bytes. It
/// is only ever bound to a placeholder, never written into the text of a statement.
using SqlValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, UtcTime, Bytes>;

struct QueryEvent;

/// The rows that a statement gives, one at a time. Columns count from 0.
///
/// Reading a column as a type that it does not hold throws DatabaseError with the column's name: a wrong
/// value is never made up.
class Cursor {
 public:
  Cursor();
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  virtual ~Cursor();

  /// Moves to the next row; false after the last.
  virtual bool next() = 0;
  virtual bool is_null(int column) = 0;
  virtual bool boolean(int column) = 0;
  virtual std::int64_t integer(int column) = 0;
  virtual double number(int column) = 0;
  /// Valid until the next call on this cursor.
  virtual std::string_view text(int column) = 0;
  virtual UtcTime time(int column) = 0;
  /// Valid until the next call on this cursor.
  virtual std::string_view bytes(int column) = 0;
  /// The column's name as the statement gives it, for messages.
  virtual std::string_view name(int column) = 0;

  /// What telemetry is told when the reading ends; null: nothing.
  void set_event(std::unique_ptr<QueryEvent> event);

 private:
  std::unique_ptr<QueryEvent> event_;
};

}  // namespace anqa
