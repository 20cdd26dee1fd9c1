#include "anqa/otp/logger.hpp"

#include <gmock/gmock.h>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;

namespace {

Task<void> sets_metadata(Pid test) {
  logger::metadata({{"request_id", "1"}, {"user", "ann"}});
  logger::metadata({{"request_id", "2"}, {"user", ""}, {"page", 7}});
  log_info("in it", {{"ms", 3}});
  send(test, logger::metadata());
  co_return;
}

/// Silence on stderr, and the handler under test gone at the end.
struct Quiet {
  Quiet() { logger::set_handler_level("default", LogLevel::off); }
  ~Quiet() {
    logger::set_handler_level("default", LogLevel::debug);
    logger::remove_handler("test");
  }
};

}  // namespace

PROCESS_TEST(Logger, AProcessHasMetadataOfItsOwn) {
  LogCapture log;
  Pid pid = spawn(&sets_metadata, self());
  EXPECT_EQ(*co_await receive<std::vector<LogField>>(),
            (std::vector<LogField>{{"request_id", "2"}, {"page", "7"}}));
  EXPECT_EQ(
      log.records().at(0).metadata,
      (std::vector<LogField>{{"ms", "3"}, {"request_id", "2"}, {"page", "7"}, {"pid", pid.to_string()}}));
  co_await down(pid);
  EXPECT_EQ(logger::metadata(), std::vector<LogField>{});
  log_info("here");
  EXPECT_EQ(log.records().at(1).metadata, (std::vector<LogField>{{"pid", self().to_string()}}));
}

PROCESS_TEST(Logger, RecordsMayGoToAProcess) {
  const Quiet quiet;
  const Pid test = self();
  EXPECT_TRUE(logger::add_handler("test", logger::to_process(test, 2)));
  log_info("mine does not come back");
  for (int round = 0; round < 2; ++round) {
    Pid speaker = spawn([]() -> Task<void> {
      for (const char* word : {"one", "two", "three", "four"}) log_info(word);
      co_return;
    });
    co_await down(speaker);
    for (std::string word : {"one", "two"}) {
      auto message = co_await receive<LogMessage>();
      EXPECT_EQ((*message)->message, word);
      EXPECT_EQ((*message)->find("pid"), speaker.to_string());
      const bool tells = round == 1 && word == "one";
      EXPECT_EQ((*message)->find("dropped"), tells ? std::optional<std::string>("2") : std::nullopt);
    }
  }
}

TEST(LoggerFormat, JsonIsOneObjectALine) {
  LogRecord record;
  record.level = LogLevel::critical;
  record.time = UtcTime(std::chrono::milliseconds(1'795'362'896'007));
  record.message = "say \"no\"\n";
  record.metadata = {{"pid", "<0.1.1>"}, {"level", "mine"}, {"pid", "twice"}};
  record.file = "a.cpp";
  record.line = 7;
  record.function = "int main()";
  std::string out;
  logger::json_format()->append(out, record);
  EXPECT_EQ(out,
            "{\"time\":\"2026-11-22T15:54:56.007Z\",\"level\":\"critical\",\"message\":\"say \\\"no\\\"\\n\","
            "\"pid\":\"<0.1.1>\",\"file\":\"a.cpp\",\"line\":\"7\",\"function\":\"int main()\"}\n");
}
