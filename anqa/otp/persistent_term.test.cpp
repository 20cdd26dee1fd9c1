#include "anqa/otp/persistent_term.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace anqa;

namespace {

struct Limits {
  int uploads = 0;
  std::string name;
};

TEST(PersistentTerm, IsPutAndRead) {
  EXPECT_EQ(persistent_term::get<Limits>("limits"), nullptr);
  persistent_term::put("limits", Limits{3, "small"});
  auto old = persistent_term::get<Limits>("limits");
  persistent_term::put("limits", Limits{4, "large"});
  EXPECT_EQ(old->name, "small");
  EXPECT_EQ(persistent_term::read<Limits>("limits", [](const Limits& limits) { return limits.uploads; }), 4);
  EXPECT_TRUE(persistent_term::erase("limits"));
  EXPECT_FALSE(persistent_term::erase("limits"));
  EXPECT_EQ(persistent_term::read<Limits>("limits", [](const Limits& limits) { return limits.uploads; }),
            std::nullopt);
}

TEST(PersistentTerm, AnotherTypeIsNamed) {
  persistent_term::put("limits", 5);
  try {
    persistent_term::get<bool>("limits");
    ADD_FAILURE();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "the persistent term \"limits\" is of type int, not bool");
  }
  persistent_term::erase("limits");
}

TEST(PersistentTerm, ReadersSeeOneValueOrTheOther) {
  persistent_term::put("text", std::string(100, 'a'));
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 2; ++t) {
    readers.emplace_back([&] {
      while (!done) {
        auto same = [](const std::string& text) { return text == std::string(100, text[0]); };
        if (!persistent_term::read<std::string>("text", same).value_or(false)) ++wrong;
      }
    });
  }
  for (int i = 0; i < 2000; ++i)
    persistent_term::put("text", std::string(100, static_cast<char>('a' + i % 26)));
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
  persistent_term::erase("text");
}

}  // namespace
