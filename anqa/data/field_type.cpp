#include "anqa/data/field_type.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

#include "anqa/data/database_error.hpp"
#include "anqa/term/detail/utf8.hpp"

namespace anqa::detail {
namespace {

/// from_chars takes no leading plus, and forms send one.
std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

[[noreturn]] void unfit(Cursor& row, int column, const std::string& found, const std::string& expected) {
  throw DatabaseError("column " + std::string(row.name(column)) + " holds " + found + ": " + expected);
}

}  // namespace

bool cast_integer(std::string_view text, std::int64_t low, std::int64_t high, std::int64_t& out) {
  text = without_plus(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) return false;
  out = value;
  return true;
}

std::int64_t load_integer(Cursor& row, int column, std::int64_t low, std::int64_t high) {
  const std::int64_t value = row.integer(column);
  if (value < low || value > high) {
    unfit(row, column, std::to_string(value),
          "the field's type takes " + std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

bool cast_number(std::string_view text, double& out) {
  text = without_plus(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return false;
  out = value;
  return true;
}

std::string number_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

SqlValue dump_number(double value) {
  if (!std::isfinite(value)) {
    throw std::out_of_range("a number to store is " + number_text(value) +
                            ": only finite numbers can be stored");
  }
  return value;
}

bool cast_boolean(std::string_view text, bool& out) {
  if (text == "true" || text == "1") {
    out = true;
  } else if (text == "false" || text == "0") {
    out = false;
  } else {
    return false;
  }
  return true;
}

bool storable_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos && valid_utf8(text);
}

SqlValue dump_text(std::string_view text) {
  if (!storable_text(text)) {
    throw std::invalid_argument(
        "a text to store or to compare with is not UTF-8 or holds a zero byte; cast() turns such input into "
        "an error");
  }
  return std::string(text);
}

void bad_text(Cursor& row, int column, const char* expected) {
  unfit(row, column, "'" + std::string(row.text(column).substr(0, 40)) + "'", expected);
}

void bad_enumerator(Cursor& row, int column) { bad_text(row, column, "the enumeration has no such name"); }

void bad_enumerator(std::int64_t value) {
  throw std::out_of_range("an enumeration has no name for its value " + std::to_string(value) +
                          ": only named values from 0 to 63 can be stored");
}

}  // namespace anqa::detail
