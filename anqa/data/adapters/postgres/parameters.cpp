#include "anqa/data/adapters/postgres/internal/parameters.hpp"

#include <limits>

#include "anqa/data/adapters/postgres/internal/wire.hpp"
#include "anqa/data/database_error.hpp"
#include "anqa/data/field_type.hpp"
#include "anqa/data/timestamps.hpp"

namespace anqa::postgres {
namespace {

constexpr std::size_t not_copied = static_cast<std::size_t>(-1);

template <class Narrow>
Narrow narrowed(std::int64_t value, std::size_t number) {
  if (value < std::numeric_limits<Narrow>::min() || value > std::numeric_limits<Narrow>::max()) {
    throw DatabaseError("PostgreSQL: the value of $" + std::to_string(number) +
                        " does not fit into its column's integer of " + std::to_string(sizeof(Narrow)) +
                        " bytes; make the column a bigint");
  }
  return static_cast<Narrow>(value);
}

}  // namespace

struct Parameters::Encoder {
  Parameters& out;
  std::uint32_t type;
  std::size_t number;

  void operator()(std::monostate) { add(nullptr, 0, 1, not_copied); }
  void operator()(bool value) {
    if (type != oid_bool) return as_text(value ? "true" : "false");
    binary([&] { out.bytes_ += value ? '\1' : '\0'; });
  }
  void operator()(std::int64_t value) {
    switch (type) {
      case oid_int8:
        return binary([&] { append_number(out.bytes_, value); });
      case oid_int4:
        return binary([&] { append_number(out.bytes_, narrowed<std::int32_t>(value, number)); });
      case oid_int2:
        return binary([&] { append_number(out.bytes_, narrowed<std::int16_t>(value, number)); });
      default:
        return as_text(std::to_string(value));
    }
  }
  void operator()(double value) {
    if (type != oid_float8) return as_text(detail::number_text(value));
    binary([&] { append_number(out.bytes_, value); });
  }
  void operator()(const std::string& value) {
    // Binary for text, so that its length counts and the server sees a zero byte and refuses it.
    if (is_text(type)) return add(value.data(), value.size(), 1, not_copied);
    if (value.find('\0') != std::string::npos) {
      throw DatabaseError("PostgreSQL: the text for $" + std::to_string(number) + " holds a zero byte");
    }
    add(value.c_str(), value.size(), 0, not_copied);
  }
  void operator()(const Bytes& value) {
    if (type != oid_bytea) {
      throw DatabaseError("PostgreSQL: bytes are given for $" + std::to_string(number) +
                          ", whose column is of another type; make the column ColumnType::bytes");
    }
    add(value.data.data(), value.data.size(), 1, not_copied);
  }
  void operator()(UtcTime value) {
    if (type != oid_timestamptz && type != oid_timestamp) return as_text(to_iso8601(value));
    const auto microseconds = value.time_since_epoch().count();
    // The years 0000 to 9999, as everywhere.
    if (microseconds < -62'167'219'200'000'000 || microseconds >= 253'402'300'800'000'000) to_iso8601(value);
    binary([&] { append_number(out.bytes_, static_cast<std::int64_t>(microseconds - epoch_microseconds)); });
  }

 private:
  template <class Append>
  void binary(Append append) {
    const auto begin = out.bytes_.size();
    append();
    add(nullptr, out.bytes_.size() - begin, 1, begin);
  }
  void as_text(const std::string& text) {
    const auto begin = out.bytes_.size();
    out.bytes_.append(text).push_back('\0');
    add(nullptr, text.size(), 0, begin);
  }
  void add(const char* pointer, std::size_t size, int format, std::size_t offset) {
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw DatabaseError("PostgreSQL: the value of $" + std::to_string(number) + " is larger than 2 GB");
    }
    out.pointers_.push_back(pointer);
    out.lengths_.push_back(static_cast<int>(size));
    out.formats_.push_back(format);
    out.offsets_.push_back(offset);
  }
};

Parameters::Parameters(std::span<const SqlValue> values, std::span<const std::uint32_t> types) {
  bytes_.reserve(values.size() * 9);
  pointers_.reserve(values.size());
  lengths_.reserve(values.size());
  formats_.reserve(values.size());
  offsets_.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) std::visit(Encoder{*this, types[i], i + 1}, values[i]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (offsets_[i] != not_copied) pointers_[i] = bytes_.data() + offsets_[i];
  }
}

}  // namespace anqa::postgres
