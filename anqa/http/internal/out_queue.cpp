#include "anqa/http/internal/out_queue.hpp"

#include <algorithm>
#include <utility>

namespace anqa::http::detail {
namespace {

// Below this a copy is cheaper than a write of its own.
constexpr std::size_t worth_no_copy = 16 * 1024;
// An idle connection keeps no more than this for its next response.
constexpr std::size_t kept_capacity = 4 * 1024;

}  // namespace

const std::string& OutQueue::bytes_of(const Piece& piece) {
  if (const auto* own = std::get_if<std::string>(&piece)) return *own;
  return *std::get<1>(piece);
}

std::string& OutQueue::tail() {
  if (pieces_.empty() || !std::holds_alternative<std::string>(pieces_.back()) ||
      std::get<std::string>(pieces_.back()).size() >= worth_no_copy) {
    pieces_.emplace_back(std::string());
  }
  return std::get<std::string>(pieces_.back());
}

void OutQueue::append(std::string&& bytes) {
  if (bytes.size() < worth_no_copy) {
    tail().append(bytes);
  } else {
    pieces_.emplace_back(std::move(bytes));
  }
}

void OutQueue::append(std::shared_ptr<const std::string> bytes) {
  if (!bytes || bytes->empty()) return;
  if (bytes->size() < worth_no_copy) {
    tail().append(*bytes);
  } else {
    pieces_.emplace_back(std::move(bytes));
  }
}

std::size_t OutQueue::size() const {
  std::size_t sum = 0;
  for (const Piece& piece : pieces_) sum += bytes_of(piece).size();
  return sum - written_;
}

std::string_view OutQueue::front() const {
  return pieces_.empty() ? std::string_view() : std::string_view(bytes_of(pieces_.front())).substr(written_);
}

void OutQueue::release() {
  if (!empty()) return;
  std::vector<Piece>().swap(pieces_);
  written_ = 0;
}

void OutQueue::consume(std::size_t size) {
  written_ += size;
  while (!pieces_.empty() && written_ >= bytes_of(pieces_.front()).size()) {
    written_ -= bytes_of(pieces_.front()).size();
    auto* own = std::get_if<std::string>(&pieces_.front());
    if (pieces_.size() == 1 && own && own->capacity() <= kept_capacity) {
      own->clear();
      return;
    }
    pieces_.erase(pieces_.begin());
  }
}

}  // namespace anqa::http::detail
