#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/base/result.hpp"
#include "anqa/term/term.hpp"

/// JSON as Term, and text written straight into a buffer where building a Term first would be waste.
namespace anqa::json {

struct Options {
  /// Arrays and objects inside each other, the outermost counted; an empty one inside the innermost is not.
  std::size_t max_depth = 128;
  /// Bytes of text.
  std::size_t max_size = std::size_t{64} << 20;
};

/// Reads one JSON value (RFC 8259, UTF-8 only). Objects become maps with binary keys, the last of equal keys
/// winning; integers of up to 64 bits become integers, other numbers floats; null becomes nil.
/// The error says what is wrong and at which line and column.
result<Term> parse(std::string_view text, Options options = {});

/// How text is escaped beyond what JSON asks for.
enum class Escape : std::uint8_t {
  minimal,  ///< only what JSON asks for
  html,     ///< also < > & ' and U+2028/U+2029, so that the text may stand in a <script> or an attribute
};

/// Appends `text` as a quoted JSON string. Bytes that are not UTF-8 become U+FFFD: a browser would close a
/// WebSocket on them.
void write_string(std::string& out, std::string_view text, Escape escape = Escape::minimal);

/// Appends `term` as JSON. Atoms become strings, tuples arrays, nil null, an infinite float null; keys of
/// maps must be binaries, atoms or integers. Throws std::invalid_argument for what JSON has no word for:
/// pids, ports, references, improper lists, other keys.
void write(const Term& term, std::string& out, Escape escape = Escape::minimal);
std::string write(const Term& term, Escape escape = Escape::minimal);

/// Writes objects and arrays piece by piece and puts the commas. The caller keeps begins and ends balanced.
/// @code
/// json::Writer writer(out);
/// writer.begin_object().key("status").value("ok").key("response").begin_object().end_object().end_object();
/// @endcode
class Writer {
 public:
  explicit Writer(std::string& out) : out_(&out) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }
  Writer& key(std::string_view name);
  Writer& key(std::size_t index);
  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(const Term& term);
  Writer& null();
  /// Text that is JSON already.
  Writer& raw(std::string_view json);
  [[nodiscard]] std::string& out() { return *out_; }

 private:
  Writer& open(char bracket);
  Writer& close(char bracket);
  void separate();

  std::string* out_;
  bool needs_comma_ = false;
};

}  // namespace anqa::json
