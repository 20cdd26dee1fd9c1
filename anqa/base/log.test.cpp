#include "anqa/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "anqa/base/log_capture.hpp"

namespace {

using anqa::LogCapture;
using anqa::LogLevel;

TEST(Log, ALineHasTimeLevelAndMessage) {
  EXPECT_EQ(anqa::log_line(LogLevel::warning, "slow handler", 1'795'362'896'007),
            "2026-11-22T15:54:56.007Z [warning] slow handler\n");
}

TEST(Log, AMessageCannotForgeARecord) {
  const std::string line = anqa::log_line(LogLevel::info, "path /a\n2026 [error] no\r\x1b[31m\n", 0);
  EXPECT_EQ(line, "1970-01-01T00:00:00.000Z [info] path /a\n    2026 [error] no\\x0d\\x1b[31m\n");
}

TEST(Log, KeepsUtf8) { EXPECT_THAT(anqa::log_line(LogLevel::info, "thé", 0), testing::EndsWith("thé\n")); }

TEST(Log, GoesToTheSink) {
  LogCapture log;
  anqa::log_debug("a");
  anqa::log_info("b");
  anqa::log_warning("c");
  anqa::log_error("d");
  EXPECT_EQ(log.text(), "[debug] a\n[info] b\n[warning] c\n[error] d\n");
  EXPECT_TRUE(log.contains("c"));
  EXPECT_FALSE(log.contains("e"));
}

TEST(Log, CapturesNestAndGiveBack) {
  LogCapture outer;
  {
    LogCapture inner;
    anqa::log_info("in");
    EXPECT_EQ(inner.text(), "[info] in\n");
  }
  anqa::log_info("out");
  EXPECT_EQ(outer.text(), "[info] out\n");
}

TEST(Log, DropsWhatIsBelowTheLevel) {
  LogCapture log;
  anqa::set_log_level(LogLevel::warning);
  anqa::log_info("no");
  anqa::log_error("yes");
  EXPECT_FALSE(anqa::log_enabled(LogLevel::info));
  EXPECT_TRUE(anqa::log_enabled(LogLevel::error));
  anqa::set_log_level(LogLevel::off);
  anqa::log_error("no");
  EXPECT_EQ(log.text(), "[error] yes\n");
}

TEST(Log, TakesRecordsFromManyThreads) {
  LogCapture log;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 100; ++i) anqa::log_info("record");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(log.records().size(), 400u);
}

}  // namespace
