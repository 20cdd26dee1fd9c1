#include "anqa/base/logger.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <barrier>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "anqa/base/log_capture.hpp"

namespace {

using namespace anqa;
using testing::ElementsAre;
using testing::EndsWith;
using testing::StartsWith;

/// Keeps what comes.
class Memory final : public LogHandler {
 public:
  void handle(const LogRecord& record) override {
    const std::lock_guard lock(mutex_);
    messages_.push_back(record.message);
  }
  std::vector<std::string> messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> messages_;
};

/// Silence on stderr, and everything as it was afterwards.
class Logger : public testing::Test {
 protected:
  Logger() { logger::set_handler_level("default", LogLevel::off); }
  ~Logger() override {
    for (const char* name : {"test", "other"}) logger::remove_handler(name);
    logger::set_handler_level("default", LogLevel::debug);
    set_log_level(LogLevel::info);
  }
  static std::shared_ptr<Memory> add(std::string_view name = "test", logger::HandlerOptions options = {}) {
    auto handler = std::make_shared<Memory>();
    EXPECT_TRUE(logger::add_handler(name, handler, std::move(options)));
    return handler;
  }
};

std::string text_of(const LogRecord& record, std::string_view pattern, std::vector<std::string> keys = {}) {
  std::string out;
  logger::text_format(pattern, std::move(keys))->append(out, record);
  return out;
}

TEST_F(Logger, HandlersHaveALevelAndFilters) {
  auto all = add();
  auto some = add("other", {.level = LogLevel::notice,
                            .filters = {[](const LogRecord& record) { return record.message != "secret"; }}});
  log_info("a");
  log_notice("b");
  log_alert("secret");
  EXPECT_THAT(all->messages(), ElementsAre("a", "b", "secret"));
  EXPECT_THAT(some->messages(), ElementsAre("b"));
  EXPECT_FALSE(logger::add_handler("test", all));
  EXPECT_TRUE(logger::remove_handler("test"));
  EXPECT_FALSE(logger::remove_handler("test"));
  log_notice("c");
  EXPECT_THAT(all->messages(), ElementsAre("a", "b", "secret"));
}

class Throws final : public LogHandler {
  void handle(const LogRecord&) override { throw std::runtime_error("no disk"); }
};

TEST_F(Logger, AHandlerThatThrowsIsRemovedAndTheOthersAreTold) {
  auto memory = add();
  logger::add_handler("other", std::make_shared<Throws>());
  log_info("a");
  log_info("b");
  EXPECT_THAT(memory->messages(), testing::UnorderedElementsAre(
                                      "a", "the log handler \"other\" threw and was removed: no disk", "b"));
}

class Logs final : public LogHandler {
  void handle(const LogRecord&) override { log_error("again"); }
};

TEST_F(Logger, WhatAHandlerLogsIsDropped) {
  auto memory = add();
  logger::add_handler("other", std::make_shared<Logs>());
  log_info("a");
  EXPECT_THAT(memory->messages(), ElementsAre("a"));
}

/// As Logs, but comes to an end.
class LogsSome final : public LogHandler {
  void handle(const LogRecord&) override {
    if (++handled_ < 100) log_error("again");
  }
  int handled_ = 0;
};

TEST_F(Logger, WhatAQueuedHandlerLogsIsDropped) {
  auto memory = add();
  logger::add_handler("other", logger::queued(std::make_shared<LogsSome>()));
  log_info("a");
  for (int i = 0; i < 3; ++i) logger::flush();
  EXPECT_THAT(memory->messages(), ElementsAre("a"));
}

TEST_F(Logger, APartOfTheSourcesMayHaveALevelOfItsOwn) {
  auto memory = add();
  log_debug("no");
  logger::set_module_level("anqa/base", LogLevel::debug);
  EXPECT_TRUE(log_enabled(LogLevel::debug));
  log_debug("yes");
  logger::set_module_level("base/logger", LogLevel::error);
  log_debug("the longest counts: base/logger");
  logger::set_module_level("anqa/base/logger.test.cpp", LogLevel::debug);
  log_debug("yes again");
  logger::set_module_level("anqa/bas", LogLevel::off);
  for (const char* module : {"anqa/base", "base/logger", "anqa/base/logger.test.cpp", "anqa/bas"})
    EXPECT_TRUE(logger::delete_module_level(module));
  EXPECT_FALSE(logger::delete_module_level("anqa/base"));
  EXPECT_FALSE(log_enabled(LogLevel::debug));
  EXPECT_THAT(memory->messages(), ElementsAre("yes", "yes again"));
}

TEST_F(Logger, AMessageIsMadeOnlyWhenWanted) {
  auto memory = add();
  int made = 0;
  auto make = [&] {
    ++made;
    return std::string("costly");
  };
  log_debug(make);
  log_info(make);
  EXPECT_EQ(made, 1);
  EXPECT_THAT(memory->messages(), ElementsAre("costly"));
}

TEST_F(Logger, ARecordHasMetadata) {
  LogCapture capture;
  log_info("slow query", {{"table", "users"}, {"ms", 120}, {"cached", false}});
  ASSERT_EQ(capture.records().size(), 1U);
  const std::vector<LogField> metadata = capture.records()[0].metadata;
  EXPECT_THAT(metadata,
              ElementsAre(LogField("table", "users"), LogField("ms", "120"), LogField("cached", "false")));
}

TEST_F(Logger, TextFollowsAPattern) {
  LogRecord record;
  record.level = LogLevel::error;
  record.time = UtcTime(std::chrono::milliseconds(1'795'362'896'007));
  record.message = "no\nsuch";
  record.metadata = {{"request_id", "ab\n12"}, {"pid", "<0.1.1>"}};
  record.file = "anqa/base/a.cpp";
  record.line = 7;
  EXPECT_EQ(text_of(record, "$time $metadata[$level] $message", {"request_id", "user", "line"}),
            "2026-11-22T15:54:56.007Z request_id=ab\n    12 line=7 [error] no\n    such\n");
  EXPECT_EQ(text_of(record, "$date|$file:$line"), "2026-11-22|anqa/base/a.cpp:7\n");
  try {
    logger::text_format("$tiem");
    ADD_FAILURE();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), StartsWith("a log format has no $tiem; it has $time, "));
  }
}

std::string read_some(int descriptor) {
  std::array<char, 1 << 17> buffer{};
  const ssize_t length = ::read(descriptor, buffer.data(), buffer.size());
  return std::string(buffer.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
}

TEST_F(Logger, APipeThatNobodyReadsDoesNotHoldAnybodyUp) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  auto handler = logger::to_descriptor(pipe[1], logger::text_format("$message"));
  LogRecord record;
  record.message = std::string(3000, 'x');
  for (int i = 0; i < 100; ++i) handler->handle(record);  // more than a pipe holds
  std::string text;
  while (text.size() < 3001 * 10) text += read_some(pipe[0]);
  record.message = "after";
  handler->handle(record);
  ::close(pipe[1]);
  handler.reset();
  for (std::string more = read_some(pipe[0]); !more.empty(); more = read_some(pipe[0])) text += more;
  ::close(pipe[0]);
  EXPECT_THAT(text, EndsWith(" log records were dropped: what the log is written to took no more\nafter\n"));
}

/// Lets each record through when the test says so.
class Slow final : public LogHandler {
 public:
  explicit Slow(std::shared_ptr<Memory> memory) : memory_(std::move(memory)) {}
  void handle(const LogRecord& record) override {
    if (record.message == "first") {
      reached.arrive_and_wait();
      go_on.arrive_and_wait();
    }
    memory_->handle(record);
  }
  std::barrier<> reached{2};
  std::barrier<> go_on{2};

 private:
  std::shared_ptr<Memory> memory_;
};

TEST_F(Logger, AQueueDropsWhatDoesNotFit) {
  auto memory = std::make_shared<Memory>();
  auto slow = std::make_shared<Slow>(memory);
  auto queue = logger::queued(slow, 2);
  logger::add_handler("test", queue);
  log_info("first");
  slow->reached.arrive_and_wait();
  for (int i = 0; i < 10; ++i) log_info(std::to_string(i));
  slow->go_on.arrive_and_wait();
  logger::flush();
  EXPECT_THAT(memory->messages(),
              ElementsAre("first", "0", "1",
                          "8 log records were dropped: they came faster than they could be written"));
}

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST_F(Logger, AFileIsRotatedWhenItIsFull) {
  const auto folder = std::filesystem::temp_directory_path() / ("anqa_log." + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string path = folder / "app.log";
  logger::add_handler("test", logger::to_file({.path = path, .max_bytes = 20, .max_files = 2},
                                              logger::text_format("$message")));
  for (int i = 1; i <= 9; ++i) log_info("record " + std::to_string(i));
  logger::flush();
  EXPECT_EQ(contents(path), "record 9\n");
  EXPECT_EQ(contents(path + ".0"), "record 7\nrecord 8\n");
  EXPECT_EQ(contents(path + ".1"), "record 5\nrecord 6\n");
  EXPECT_FALSE(std::filesystem::exists(path + ".2"));
  logger::remove_handler("test");
  // One that is there is continued.
  logger::add_handler("test",
                      logger::to_file({.path = path, .max_bytes = 20}, logger::text_format("$message")));
  log_info("record a");
  logger::flush();
  EXPECT_EQ(contents(path), "record 9\nrecord a\n");
  logger::remove_handler("test");
  std::filesystem::remove_all(folder);
}

TEST_F(Logger, OldFilesStayWhenNoNewOneCanBeMade) {
  const auto folder = std::filesystem::temp_directory_path() / ("anqa_full." + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string path = folder / "app.log";
  logger::add_handler("test", logger::to_file({.path = path, .max_bytes = 20, .max_files = 2},
                                              logger::text_format("$message")));
  for (int i = 1; i <= 6; ++i) log_info("record " + std::to_string(i));
  logger::flush();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  for (int i = 7; i <= 9; ++i) log_info("record " + std::to_string(i));
  logger::flush();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(contents(path), "record 5\nrecord 6\nrecord 7\nrecord 8\nrecord 9\n");
  EXPECT_EQ(contents(path + ".0"), "record 3\nrecord 4\n");
  EXPECT_EQ(contents(path + ".1"), "record 1\nrecord 2\n");
  log_info("record a");
  logger::flush();
  EXPECT_EQ(contents(path), "record a\n");
  EXPECT_EQ(contents(path + ".1"), "record 3\nrecord 4\n");
  logger::remove_handler("test");
  std::filesystem::remove_all(folder);
}

TEST_F(Logger, AFileThatCannotBeOpenedIsNamed) {
  try {
    logger::to_file({.path = "/no/such/folder/app.log"}, logger::text_format());
    ADD_FAILURE();
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), StartsWith("the log file /no/such/folder/app.log"));
  }
}

}  // namespace
