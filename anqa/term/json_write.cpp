#include <bit>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "anqa/term/detail/utf8.hpp"
#include "anqa/term/internal/decimal.hpp"
#include "anqa/term/json.hpp"

namespace anqa::json {
namespace {

constexpr std::uint64_t every_byte(std::uint64_t byte) { return byte * 0x0101010101010101ULL; }

/// Marks (high bit) the bytes of `word` that are zero. Bytes above a zero one may be marked too; the search
/// only asks for the lowest mark or for none.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - every_byte(1)) & ~word & every_byte(0x80);
}

constexpr bool needs_escape(unsigned char byte, bool html) {
  return byte < 0x20 || byte == '"' || byte == '\\' ||
         (html && (byte == '<' || byte == '>' || byte == '&' || byte == '\'' || byte >= 0x80));
}

/// How many bytes from the start may be copied as they are: eight at a time while none of them is special.
std::size_t plain_prefix(std::string_view text, bool html) {
  std::size_t i = 0;
  if (!html && std::endian::native == std::endian::little) {
    for (; i + 8 <= text.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      const std::uint64_t control = (word - every_byte(0x20)) & ~word & every_byte(0x80);
      const std::uint64_t special =
          control | zero_bytes(word ^ every_byte('"')) | zero_bytes(word ^ every_byte('\\'));
      if (special != 0) return i + static_cast<std::size_t>(std::countr_zero(special)) / 8;
    }
  }
  while (i < text.size() && !needs_escape(static_cast<unsigned char>(text[i]), html)) ++i;
  return i;
}

void write_unicode_escape(std::string& out, unsigned value) {
  static constexpr char hex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += hex[value >> shift & 15];
}

void write_special(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    default:
      write_unicode_escape(out, static_cast<unsigned char>(c));
      break;
  }
}

/// Escapes text known to be UTF-8.
void write_escaped(std::string& out, std::string_view text, bool html) {
  while (true) {
    const std::size_t plain = plain_prefix(text, html);
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      write_special(out, text[0]);
      text.remove_prefix(1);
      continue;
    }
    // Only under Escape::html: the two line separators that end a line in older JavaScript.
    const std::size_t length = anqa::detail::utf8_length(text);
    const std::string_view character = text.substr(0, length);
    if (character == "\u2028" || character == "\u2029") {
      write_unicode_escape(out, character == "\u2028" ? 0x2028 : 0x2029);
    } else {
      out += character;
    }
    text.remove_prefix(length);
  }
}

void write_repaired(std::string& out, std::string_view text, bool html) {
  while (!text.empty()) {
    std::size_t good = 0;
    while (const std::size_t length = anqa::detail::utf8_length(text.substr(good))) good += length;
    write_escaped(out, text.substr(0, good), html);
    text.remove_prefix(good);
    if (text.empty()) return;
    out += "\uFFFD";
    text.remove_prefix(1);
  }
}

template <class Number>
void write_number(std::string& out, Number number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out.append(buffer, end);
}

void write_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const std::size_t start = out.size();
  write_number(out, value);
  // 1.0 stays a float on its way through JSON.
  if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
}

void write_key(const Term& key, std::string& out, Escape escape) {
  if (const auto text = key.as_binary()) return write_string(out, *text, escape);
  if (const auto atom = key.as_atom()) return write_string(out, *atom, escape);
  if (const auto integer = key.as_integer()) {
    out += '"';
    write_number(out, *integer);
    out += '"';
    return;
  }
  throw std::invalid_argument("JSON: a key must be text, an atom or an integer, not " + inspect(key, 80));
}

void write_items(const Term& term, std::string& out, Escape escape) {
  if (term.tail() != nullptr) throw std::invalid_argument("JSON: improper list " + inspect(term, 80));
  out += '[';
  bool first = true;
  for (const Term& item : term.items()) {
    if (!first) out += ',';
    first = false;
    write(item, out, escape);
  }
  out += ']';
}

void write_entries(const Term& term, std::string& out, Escape escape) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : term.entries()) {
    if (!first) out += ',';
    first = false;
    write_key(key, out, escape);
    out += ':';
    write(value, out, escape);
  }
  out += '}';
}

}  // namespace

void write_string(std::string& out, std::string_view text, Escape escape) {
  const bool html = escape == Escape::html;
  out += '"';
  if (anqa::detail::valid_utf8(text)) {
    write_escaped(out, text, html);
  } else {
    write_repaired(out, text, html);
  }
  out += '"';
}

void write(const Term& term, std::string& out, Escape escape) {
  switch (term.kind()) {
    case Term::Kind::nil:
      out += "null";
      break;
    case Term::Kind::boolean:
      out += *term.as_bool() ? "true" : "false";
      break;
    case Term::Kind::atom:
      write_string(out, *term.as_atom(), escape);
      break;
    case Term::Kind::integer:
      write_number(out, *term.as_integer());
      break;
    case Term::Kind::bignum:
      out += anqa::detail::decimal(term.as_bignum()->first, term.as_bignum()->second);
      break;
    case Term::Kind::floating:
      write_real(out, *term.as_double());
      break;
    case Term::Kind::binary:
      write_string(out, *term.as_binary(), escape);
      break;
    case Term::Kind::list:
    case Term::Kind::tuple:
      write_items(term, out, escape);
      break;
    case Term::Kind::map:
      write_entries(term, out, escape);
      break;
    case Term::Kind::pid:
    case Term::Kind::port:
    case Term::Kind::reference:
      throw std::invalid_argument("JSON: no word for " + inspect(term, 80));
  }
}

std::string write(const Term& term, Escape escape) {
  std::string out;
  write(term, out, escape);
  return out;
}

Writer& Writer::open(char bracket) {
  separate();
  *out_ += bracket;
  needs_comma_ = false;
  return *this;
}

Writer& Writer::close(char bracket) {
  *out_ += bracket;
  needs_comma_ = true;
  return *this;
}

void Writer::separate() {
  if (needs_comma_) *out_ += ',';
  needs_comma_ = true;
}

Writer& Writer::key(std::string_view name) {
  separate();
  write_string(*out_, name);
  *out_ += ':';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::key(std::size_t index) {
  separate();
  *out_ += '"';
  write_number(*out_, index);
  *out_ += "\":";
  needs_comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  write_string(*out_, text);
  return *this;
}

Writer& Writer::value(const Term& term) {
  separate();
  write(term, *out_);
  return *this;
}

Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view text) {
  separate();
  *out_ += text;
  return *this;
}

}  // namespace anqa::json
