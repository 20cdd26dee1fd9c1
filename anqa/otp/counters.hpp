#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace anqa {

/// A row of numbers that any process adds to, OTP's counters: `Counters hits(3); hits.add(0, 1);`. A handle:
/// copies of it are the same counters, and it may be sent in messages. They live as long as a handle does.
///
/// With `write_concurrency` each number is in parts, so that threads that add to it do not disturb each
/// other; get() then adds the parts up and may miss what is added meanwhile.
class Counters {
 public:
  struct Options {
    bool write_concurrency = false;
  };
  explicit Counters(std::size_t size) : Counters(size, Options{}) {}
  Counters(std::size_t size, Options options);

  std::size_t size() const { return row_->size; }
  /// These throw std::out_of_range for an index that is not below size().
  void add(std::size_t index, std::int64_t number);
  void sub(std::size_t index, std::int64_t number) { add(index, -number); }
  std::int64_t get(std::size_t index) const;
  /// What others add while it is put may be lost if `write_concurrency`.
  void put(std::size_t index, std::int64_t number);

 private:
  using Number = std::atomic<std::int64_t>;
  struct Row {
    std::size_t size;
    std::size_t parts;
    std::size_t stride;  ///< numbers from one part to the next
    std::unique_ptr<Number[]> numbers;
  };
  Number& number(std::size_t index, std::size_t part) const;

  std::shared_ptr<const Row> row_;
};

}  // namespace anqa
