#include "anqa/otp/logger.hpp"

#include <atomic>
#include <set>
#include <utility>

#include "anqa/runtime/process.hpp"
#include "anqa/term/json.hpp"

namespace anqa::logger {
namespace {

class ToProcess final : public LogHandler {
 public:
  ToProcess(Pid process, std::size_t max_pending) : process_(process), max_pending_(max_pending) {}

  void handle(const LogRecord& record) override {
    if (process_ == self()) return;
    // Counted back when the last who holds the record lets go of it, be it the mailbox of a process that
    // ended.
    if (counts_->pending.fetch_add(1, std::memory_order_relaxed) >= max_pending_) {
      counts_->pending.fetch_sub(1, std::memory_order_relaxed);
      counts_->dropped.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    auto copy = std::make_unique<LogRecord>(record);
    if (auto dropped = counts_->dropped.exchange(0, std::memory_order_relaxed); dropped > 0)
      copy->metadata.emplace_back("dropped", dropped);
    send(process_, LogMessage(std::shared_ptr<const LogRecord>(
                       copy.release(), [counts = counts_](const LogRecord* gone) {
                         delete gone;
                         counts->pending.fetch_sub(1, std::memory_order_relaxed);
                       })));
  }

 private:
  struct Counts {
    std::atomic<std::size_t> pending{0};
    std::atomic<std::size_t> dropped{0};
  };
  const Pid process_;
  const std::size_t max_pending_;
  const std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
};

class JsonFormat final : public LogFormat {
 public:
  explicit JsonFormat(bool with_place) : with_place_(with_place) {}

  void append(std::string& out, const LogRecord& record) const override {
    out += '{';
    std::set<std::string_view> seen;
    auto put = [&](std::string_view key, std::string_view value) {
      if (!seen.insert(key).second) return;
      if (seen.size() > 1) out += ',';
      json::write_string(out, key);
      out += ':';
      json::write_string(out, value);
    };
    put("time", detail::log_time(record.time));
    put("level", to_string(record.level));
    put("message", record.message);
    for (const LogField& field : record.metadata) put(field.key, field.value);
    if (with_place_ && !record.file.empty()) {
      put("file", record.file);
      put("line", std::to_string(record.line));
      put("function", record.function);
    }
    out += "}\n";
  }

 private:
  bool with_place_;
};

}  // namespace

std::shared_ptr<LogHandler> to_process(Pid process, std::size_t max_pending) {
  return std::make_shared<ToProcess>(process, max_pending);
}

std::shared_ptr<const LogFormat> json_format(bool with_place) {
  return std::make_shared<const JsonFormat>(with_place);
}

}  // namespace anqa::logger
