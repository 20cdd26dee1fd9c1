#include "anqa/otp/counters.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace anqa {
namespace {

constexpr std::size_t numbers_per_line = 64 / sizeof(std::int64_t);

/// A number of this thread's own, from 0 on. Never inlined: a coroutine may change threads.
[[gnu::noinline]] std::size_t thread_number() {
  constinit static std::atomic<std::size_t> next{0};
  thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
  return mine;
}

}  // namespace

Counters::Counters(std::size_t size, Options options) {
  const std::size_t parts = options.write_concurrency ? std::max(1U, std::thread::hardware_concurrency()) : 1;
  // A line of another part in between, since parts need not begin where a line does.
  const std::size_t stride = (size / numbers_per_line + 2) * numbers_per_line;
  row_ = std::make_shared<const Row>(Row{size, parts, stride, std::make_unique<Number[]>(parts * stride)});
}

Counters::Number& Counters::number(std::size_t index, std::size_t part) const {
  if (index >= row_->size) {
    throw std::out_of_range("there is no counter " + std::to_string(index) + ": there are " +
                            std::to_string(row_->size) + ", from 0 on");
  }
  return row_->numbers[part * row_->stride + index];
}

void Counters::add(std::size_t index, std::int64_t amount) {
  const std::size_t part = row_->parts == 1 ? 0 : thread_number() % row_->parts;
  number(index, part).fetch_add(amount, std::memory_order_relaxed);
}

std::int64_t Counters::get(std::size_t index) const {
  std::int64_t sum = 0;
  for (std::size_t part = 0; part < row_->parts; ++part)
    sum += number(index, part).load(std::memory_order_relaxed);
  return sum;
}

void Counters::put(std::size_t index, std::int64_t value) {
  for (std::size_t part = 0; part < row_->parts; ++part)
    number(index, part).store(part == 0 ? value : 0, std::memory_order_relaxed);
}

}  // namespace anqa
