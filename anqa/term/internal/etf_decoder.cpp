#include "anqa/term/internal/etf_decoder.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>

#include "anqa/term/detail/utf8.hpp"
#include "anqa/term/internal/etf_tags.hpp"

namespace anqa::etf::detail {

void Decoder::fail(const std::string& what) {
  if (failed_) return;
  failed_ = true;
  error_ = "External Term Format, byte " + std::to_string(at_) + ": " + what;
  at_ = bytes_.size();
}

std::uint64_t Decoder::number(int bytes) {
  std::uint64_t value = 0;
  for (const char c : text(static_cast<std::size_t>(bytes)))
    value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string_view Decoder::text(std::size_t length) {
  if (length > left()) {
    fail(std::to_string(length) + " bytes are declared, " + std::to_string(left()) + " are left");
    return {};
  }
  const std::string_view result = bytes_.substr(at_, length);
  at_ += length;
  return result;
}

std::size_t Decoder::count(std::uint64_t declared, std::size_t least) {
  if (declared > left() / least) {
    fail(std::to_string(declared) + " elements are declared, " + std::to_string(left()) + " bytes are left");
    return 0;
  }
  return static_cast<std::size_t>(declared);
}

std::vector<Term> Decoder::terms(std::size_t count, std::size_t depth) {
  std::vector<Term> items;
  items.reserve(count);
  for (std::size_t i = 0; i < count && !failed_; ++i) items.push_back(term(depth + 1));
  return items;
}

Term Decoder::term(std::size_t depth) {
  if (depth > options_.max_depth) {
    fail("nested deeper than " + std::to_string(options_.max_depth) + " levels");
    return {};
  }
  const auto tag = static_cast<std::uint8_t>(number(1));
  if (failed_) return {};
  switch (tag) {
    case Tag::small_integer:
      return number(1);
    case Tag::integer:
      return integer();
    case Tag::small_big:
      return big(number(1));
    case Tag::large_big:
      return big(number(4));
    case Tag::new_float:
      return new_float();
    case Tag::old_float:
      return old_float();
    case Tag::small_atom_utf8:
      return atom_utf8(number(1));
    case Tag::atom_utf8:
      return atom_utf8(number(2));
    case Tag::small_atom_latin1:
      return atom_latin1(number(1));
    case Tag::atom_latin1:
      return atom_latin1(number(2));
    case Tag::binary:
      return text(number(4));
    case Tag::bit_binary:
      return bits();
    case Tag::nil:
      return Term::list({});
    case Tag::string:
      return characters();
    case Tag::list:
      return list(depth);
    case Tag::small_tuple:
      return Term::tuple(terms(count(number(1), 1), depth));
    case Tag::large_tuple:
      return Term::tuple(terms(count(number(4), 1), depth));
    case Tag::map:
      return map(depth);
    case Tag::new_pid:
      return pid(true);
    case Tag::old_pid:
      return pid(false);
    case Tag::v4_port:
      return port(8, true);
    case Tag::new_port:
      return port(4, true);
    case Tag::old_port:
      return port(4, false);
    case Tag::newer_reference:
      return reference(true);
    case Tag::new_reference:
      return reference(false);
    case Tag::old_reference:
      return old_reference();
    case Tag::new_fun:
    case Tag::old_fun:
    case Tag::export_fun:
      fail("a function (tag " + std::to_string(tag) + ") is not accepted");
      return {};
    default:
      fail("unknown tag " + std::to_string(tag));
      return {};
  }
}

Term Decoder::integer() { return static_cast<std::int32_t>(static_cast<std::uint32_t>(number(4))); }

Term Decoder::atom_utf8(std::size_t length) {
  const std::string_view name = text(length);
  if (!anqa::detail::valid_utf8(name)) fail("an atom that is not UTF-8");
  return failed_ ? Term() : Term::atom(name);
}

Term Decoder::atom_latin1(std::size_t length) {
  std::string name;
  for (const char c : text(length)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      name += c;
    } else {
      name += static_cast<char>(0xc0 | byte >> 6);
      name += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return Term::atom(name);
}

Term Decoder::new_float() {
  const auto value = std::bit_cast<double>(number(8));
  if (!std::isfinite(value)) fail("a float that is not finite");
  return value;
}

/// 31 bytes of "%.20e" text, from before OTP R11.
Term Decoder::old_float() {
  const std::string digits(text(31));
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (end == digits.c_str() || !std::isfinite(value)) fail("a float that is no number");
  return value;
}

Term Decoder::big(std::size_t length) {
  const bool negative = number(1) != 0;
  return Term::bignum(negative, text(length));
}

Term Decoder::characters() {
  const std::string_view bytes = text(number(2));
  std::vector<Term> items;
  items.reserve(bytes.size());
  for (const char c : bytes) items.emplace_back(static_cast<unsigned char>(c));
  return Term::list(std::move(items));
}

Term Decoder::list(std::size_t depth) {
  auto items = terms(count(number(4), 1), depth);
  Term tail = term(depth + 1);
  if (failed_) return {};
  if (items.empty() && !tail.is_list()) {
    fail("a list of no elements with a tail");
    return {};
  }
  return Term::improper_list(std::move(items), std::move(tail));
}

Term Decoder::map(std::size_t depth) {
  const std::size_t size = count(number(4), 2);
  std::vector<Term::Entry> entries;
  entries.reserve(size);
  for (std::size_t i = 0; i < size && !failed_; ++i) {
    Term key = term(depth + 1);
    Term value = term(depth + 1);
    entries.push_back({std::move(key), std::move(value)});
  }
  Term result = Term::map(std::move(entries));
  if (result.size() != size) fail("a map with equal keys");
  return result;
}

/// Only a bitstring of whole bytes, which is a binary, has a Term.
Term Decoder::bits() {
  const auto length = number(4);
  const auto bits_of_last = number(1);
  const std::string_view bytes = text(length);
  if (bits_of_last != 8) fail("a bitstring that does not end on a byte");
  return bytes;
}

std::string Decoder::node() {
  const Term name = term(options_.max_depth);
  const auto atom = name.as_atom();
  if (!atom) fail("the node of an identifier must be an atom, not " + inspect(name, 80));
  return std::string(atom.value_or(""));
}

std::uint32_t Decoder::creation(bool wide) { return static_cast<std::uint32_t>(number(wide ? 4 : 1)); }

Term Decoder::pid(bool wide_creation) {
  ExternalPid pid;
  pid.node = node();
  pid.id = static_cast<std::uint32_t>(number(4));
  pid.serial = static_cast<std::uint32_t>(number(4));
  pid.creation = creation(wide_creation);
  return pid;
}

Term Decoder::port(int id_bytes, bool wide_creation) {
  ExternalPort port;
  port.node = node();
  port.id = number(id_bytes);
  port.creation = creation(wide_creation);
  return port;
}

Term Decoder::reference(bool wide_creation) {
  const auto length = number(2);
  if (length == 0 || length > 5) fail("a reference has 1 to 5 words, not " + std::to_string(length));
  ExternalReference reference;
  reference.node = node();
  reference.creation = creation(wide_creation);
  for (std::uint64_t i = 0; i < length && !failed_; ++i) {
    reference.words.push_back(static_cast<std::uint32_t>(number(4)));
  }
  return reference;
}

Term Decoder::old_reference() {
  ExternalReference reference;
  reference.node = node();
  reference.words.push_back(static_cast<std::uint32_t>(number(4)));
  reference.creation = creation(false);
  return reference;
}

}  // namespace anqa::etf::detail
