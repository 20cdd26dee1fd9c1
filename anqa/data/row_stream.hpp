#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "anqa/data/connection.hpp"
#include "anqa/data/detail/load_row.hpp"
#include "anqa/data/query.hpp"

namespace anqa {

/// The rows of a query, `max_rows` at a time in memory, each part with its preloads: what
/// BlockingRepo::stream() gives. Goes through them once; lives no longer than its transaction.
template <class Row>
class RowStream {
 public:
  RowStream(Connection& connection, std::unique_ptr<Cursor> rows, std::vector<detail::Preload> preloads,
            std::string prefix, int max_rows)
      : connection_(&connection),
        rows_(std::move(rows)),
        preloads_(std::move(preloads)),
        prefix_(std::move(prefix)),
        max_rows_(static_cast<std::size_t>(max_rows)) {
    fill();
  }

  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using difference_type = std::ptrdiff_t;
    using value_type = Row;
    explicit iterator(RowStream& stream) : stream_(&stream) {}
    Row& operator*() const { return stream_->part_[stream_->at_]; }
    Row* operator->() const { return &**this; }
    iterator& operator++() {
      stream_->advance();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.stream_->part_.empty(); }

   private:
    RowStream* stream_;
  };

  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  void advance() {
    if (++at_ == part_.size()) fill();
  }
  void fill() {
    at_ = 0;
    part_.clear();
    while (part_.size() < max_rows_ && !ended_) {
      ended_ = !rows_->next();
      if (!ended_) part_.push_back(detail::load_row<Row>(*rows_));
    }
    if (part_.empty()) return;
    detail::run_preloads(*connection_, preloads_, &part_, prefix_);
  }

  Connection* connection_;
  std::unique_ptr<Cursor> rows_;
  std::vector<detail::Preload> preloads_;
  std::string prefix_;
  std::size_t max_rows_;
  std::vector<Row> part_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace anqa
