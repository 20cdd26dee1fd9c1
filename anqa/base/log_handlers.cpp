#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <thread>

#include "anqa/base/logger.hpp"

namespace anqa {
namespace {

LogRecord dropped_record(std::size_t number, std::string_view why) {
  LogRecord record;
  record.level = LogLevel::warning;
  record.time = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  record.message = std::to_string(number) + (number == 1 ? " log record was" : " log records were") +
                   " dropped: " + std::string(why);
  return record;
}

class DescriptorHandler final : public LogHandler {
 public:
  DescriptorHandler(int descriptor, std::shared_ptr<const LogFormat> format)
      : descriptor_(descriptor), format_(std::move(format)) {}

  void handle(const LogRecord& record) override {
    std::string line;
    format_->append(line, record);
    const std::lock_guard lock(mutex_);
    if (dropped_ > 0) {
      if (!takes(std::chrono::milliseconds(0))) {
        ++dropped_;
        return;
      }
      std::string note = torn_ ? "\n" : "";
      format_->append(note, dropped_record(dropped_, "what the log is written to took no more"));
      line = note + line;
      dropped_ = 0;
      torn_ = false;
    }
    write(line);
  }

 private:
  bool takes(std::chrono::milliseconds limit) const {
    pollfd wanted{descriptor_, POLLOUT, 0};
    int ready = 0;
    do {
      ready = ::poll(&wanted, 1, static_cast<int>(limit.count()));
    } while (ready < 0 && errno == EINTR);
    return ready != 0;  // also when nobody can ever read it: write() then fails at once
  }
  /// In pieces that a pipe takes whole when poll() says that it takes something, so that no write() waits. A
  /// record of one piece does not mix with those of other programs.
  void write(std::string_view text) {
    bool begun = false;
    while (!text.empty()) {
      if (!takes(std::chrono::milliseconds(100))) {
        ++dropped_;
        torn_ = begun;
        return;
      }
      const ssize_t written = ::write(descriptor_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
      if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (written <= 0) return;  // nobody reads the log; there is nowhere to say so
      text.remove_prefix(static_cast<std::size_t>(written));
      begun = true;
    }
  }

  const int descriptor_;
  const std::shared_ptr<const LogFormat> format_;
  std::mutex mutex_;
  std::size_t dropped_ = 0;
  bool torn_ = false;  // the last record ended in its middle
};

class QueuedHandler final : public LogHandler {
 public:
  QueuedHandler(std::shared_ptr<LogHandler> handler, std::size_t max_queued)
      : handler_(std::move(handler)), max_queued_(max_queued), thread_([this] { run(); }) {}
  ~QueuedHandler() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void handle(const LogRecord& record) override {
    {
      const std::lock_guard lock(mutex_);
      if (queue_.size() >= max_queued_) {
        ++dropped_;
        return;
      }
      queue_.push_back(record);
    }
    changed_.notify_all();
  }
  void flush() override {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return queue_.empty() && dropped_ == 0 && !busy_; });
    }
    handler_->flush();
  }

 private:
  void run() {
    const detail::LogHandling always;
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return !queue_.empty() || dropped_ > 0 || stopping_; });
      if (queue_.empty() && dropped_ == 0) return;
      std::deque<LogRecord> batch = std::exchange(queue_, {});
      const std::size_t dropped = std::exchange(dropped_, 0);
      busy_ = true;
      lock.unlock();
      for (const LogRecord& record : batch) pass_on(record);
      if (dropped > 0) pass_on(dropped_record(dropped, "they came faster than they could be written"));
      lock.lock();
      busy_ = false;
      changed_.notify_all();
    }
  }
  /// Nobody is there who could be told that it threw.
  void pass_on(const LogRecord& record) noexcept {
    try {
      handler_->handle(record);
    } catch (...) {
    }
  }

  const std::shared_ptr<LogHandler> handler_;
  const std::size_t max_queued_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<LogRecord> queue_;
  std::size_t dropped_ = 0;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

class FileHandler final : public LogHandler {
 public:
  FileHandler(logger::FileOptions options, std::shared_ptr<const LogFormat> format)
      : options_(std::move(options)),
        format_(std::move(format)),
        descriptor_(::open(options_.path.c_str(), flags, mode)) {
    if (descriptor_ < 0)
      throw std::system_error(errno, std::generic_category(), "the log file " + options_.path);
    const off_t end = ::lseek(descriptor_, 0, SEEK_END);
    size_ = end > 0 ? static_cast<std::size_t>(end) : 0;
  }
  ~FileHandler() override { ::close(descriptor_); }

  void handle(const LogRecord& record) override {
    std::string text;
    format_->append(text, record);
    if (size_ > 0 && size_ + text.size() > options_.max_bytes) rotate();
    for (std::string_view rest = text; !rest.empty();) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;  // the disk is full
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    size_ += text.size();
  }

 private:
  static constexpr int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  static constexpr mode_t mode = 0644;

  std::string old(unsigned number) const { return options_.path + "." + std::to_string(number); }
  /// The new file is made first: where none can be made, such as without a free descriptor, the old ones stay
  /// what they are.
  void rotate() {
    const std::string fresh = options_.path + ".new";
    const int descriptor = ::open(fresh.c_str(), flags | O_TRUNC, mode);
    if (descriptor < 0) return;
    std::error_code ignored;
    if (options_.max_files > 0) {
      for (unsigned i = options_.max_files - 1; i > 0; --i)
        std::filesystem::rename(old(i - 1), old(i), ignored);
      std::filesystem::rename(options_.path, old(0), ignored);
    }
    std::filesystem::rename(fresh, options_.path, ignored);
    ::close(std::exchange(descriptor_, descriptor));
    size_ = 0;
  }

  const logger::FileOptions options_;
  const std::shared_ptr<const LogFormat> format_;
  int descriptor_ = -1;
  std::size_t size_ = 0;
};

}  // namespace

namespace logger {

std::shared_ptr<LogHandler> to_descriptor(int descriptor, std::shared_ptr<const LogFormat> format) {
  return std::make_shared<DescriptorHandler>(descriptor, std::move(format));
}

std::shared_ptr<LogHandler> queued(std::shared_ptr<LogHandler> handler, std::size_t max_queued) {
  return std::make_shared<QueuedHandler>(std::move(handler), max_queued);
}

std::shared_ptr<LogHandler> to_file(FileOptions options, std::shared_ptr<const LogFormat> format) {
  const std::size_t max_queued = options.max_queued;
  return queued(std::make_shared<FileHandler>(std::move(options), std::move(format)), max_queued);
}

}  // namespace logger
}  // namespace anqa
