#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "anqa/data/database.hpp"
#include "anqa/data/detail/preload.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::detail {

/// Rows, and the associations that are being loaded into them. Whoever works at it keeps it, since the
/// process that wants it may be killed meanwhile.
class Preloading {
 public:
  Preloading() = default;
  Preloading(const Preloading&) = delete;
  Preloading& operator=(const Preloading&) = delete;
  virtual ~Preloading() = default;

  PreloadSteps& steps() { return *steps_; }

 protected:
  void begin(const std::vector<Preload>& preloads, void* rows, const std::string& prefix) {
    steps_.emplace(preloads, rows, prefix);
  }

 private:
  std::optional<PreloadSteps> steps_;
};

template <class Row>
class PreloadingRows final : public Preloading {
 public:
  PreloadingRows(std::vector<Row> rows, const std::vector<Preload>& preloads, const std::string& prefix)
      : rows_(std::move(rows)) {
    begin(preloads, &rows_, prefix);
  }
  std::vector<Row> take() { return std::move(rows_); }

 private:
  std::vector<Row> rows_;
};

/// Loads all, the statements of a round side by side: in the database's pipeline; else at once where they are
/// short, and on threads that may wait, each with a connection of its own.
Task<void> run_preloads(std::shared_ptr<Database> database, Pid process, std::shared_ptr<Preloading> what);

}  // namespace anqa::detail
