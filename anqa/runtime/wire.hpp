#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

namespace anqa {

/// Appends values in the machine's own form: for the way to a cell and back, which is the same program on the
/// same machine. Not a format for files or other machines.
class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}

  void bytes(const void* data, std::size_t size) { out_.append(static_cast<const char*>(data), size); }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void raw(const T& value) {
    bytes(&value, sizeof value);
  }
  /// How many elements or bytes follow. Throws std::length_error beyond 4 GiB.
  void size(std::size_t count);

 private:
  std::string& out_;
};

/// Takes apart what a WireWriter wrote, and trusts none of it: what does not fit makes it fail, and from then
/// on it gives zeroes and nothing.
class WireReader {
 public:
  WireReader(const char* data, std::size_t size) : at_(data), end_(data + size) {}

  bool failed() const { return failed_; }
  /// All was read, and all of it fitted.
  bool done() const { return !failed_ && at_ == end_; }
  void fail() {
    failed_ = true;
    at_ = end_;
  }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  /// The address of the next `size` bytes; null when there are fewer.
  const char* bytes(std::size_t size) {
    if (left() < size) {
      fail();
      return nullptr;
    }
    const char* data = at_;
    at_ += size;
    return data;
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  T raw() {
    T value{};
    if (const char* data = bytes(sizeof value)) std::memcpy(&value, data, sizeof value);
    return value;
  }
  /// A count of things that take at least `least` bytes each: never more than can follow.
  std::size_t size(std::size_t least = 1);
  std::string text();

  /// What is read may take `size` bytes of memory from now on, beside those that it takes on the wire: an
  /// empty optional is one byte there, and as large as a full one here. Without this it is not bounded.
  void limit_memory(std::size_t size) { memory_ = size; }
  /// Room for an element of `size` bytes is about to be made; false, and failed, when that is too much.
  bool take_memory(std::size_t size) {
    if (size > memory_) {
      fail();
      return false;
    }
    memory_ -= size;
    return true;
  }

  /// How deep values lie within values: bounds the stack that a recursive type takes.
  class Depth {
   public:
    explicit Depth(WireReader& reader);
    ~Depth() { --reader_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    WireReader& reader_;
  };

 private:
  static constexpr unsigned max_depth = 200;
  const char* at_;
  const char* end_;
  std::size_t memory_ = static_cast<std::size_t>(-1);
  bool failed_ = false;
  unsigned depth_ = 0;
};

/// How a class that is no plain struct travels to a cell. Specialise it:
///
///     template <>
///     struct anqa::Wire<Money> {
///       static void put(const Money& money, WireWriter& writer) { writer.raw(money.cents()); }
///       static void get(Money& money, WireReader& reader) { money =
///       Money::from_cents(reader.raw<std::int64_t>()); }
///     };
///
/// Plain structs of numbers, enums, strings, containers, optional, variant, durations, Pid, Server<T> and of
/// such structs need none.
template <class T>
struct Wire;

}  // namespace anqa
