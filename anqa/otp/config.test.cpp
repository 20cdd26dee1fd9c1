#include "anqa/otp/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

namespace {

class Config : public ::testing::Test {
 protected:
  Config() { clear_config(); }
  ~Config() override { clear_config(); }
};

std::string error_of(std::string_view text) {
  auto loaded = load_config_text(text, "shop.conf");
  return loaded ? "(none)" : loaded.error().message;
}

}  // namespace

TEST_F(Config, ReadsSectionsOfKeysAndValues) {
  ASSERT_TRUE(
      load_config_text("# The shop.\n[shop]\nport = 4000  # and no other\r\n  title = \"Tea # \\\"1\\\"\"\n"
                       "timeout=30s\nhosts = a.example, b.example ,c\nratio = 0.25\nopen = true\nnone =\n"
                       "[mailer]\nport = 25",
                       "shop.conf"));
  EXPECT_EQ(get_env<int>("shop", "port"), 4000);
  EXPECT_EQ(get_env<std::uint16_t>("mailer", "port"), 25);
  EXPECT_EQ(get_env<std::string>("shop", "title"), "Tea # \"1\"");
  EXPECT_EQ(get_env<std::chrono::milliseconds>("shop", "timeout"), 30s);
  EXPECT_EQ(get_env<std::vector<std::string>>("shop", "hosts"),
            (std::vector<std::string>{"a.example", "b.example", "c"}));
  EXPECT_EQ(get_env<double>("shop", "ratio"), 0.25);
  EXPECT_EQ(get_env<bool>("shop", "open"), true);
  EXPECT_EQ(get_env<std::string>("shop", "none"), "");
  EXPECT_EQ(get_env<std::vector<int>>("shop", "none"), std::vector<int>());
  EXPECT_EQ(get_env<int>("shop", "prot"), std::nullopt);
  EXPECT_EQ(get_env<int>("shop", "prot", 80), 80);
}

TEST_F(Config, ErrorsOfAFileNameTheLine) {
  EXPECT_EQ(error_of("[shop]\n\nport 4000"), "shop.conf:3: \"port 4000\": expected key = value");
  EXPECT_EQ(error_of("port = 1"),
            "shop.conf:1: \"port\" stands before the first section; [application] says whose it is");
  EXPECT_EQ(error_of("[shop\n"), "shop.conf:1: \"[shop\": expected a section, [application]");
  EXPECT_EQ(error_of("[]\n"), "shop.conf:1: \"[]\": expected a section, [application]");
  EXPECT_EQ(error_of("[a]\nx = 1\ny = 2\nx = 3"), "shop.conf:4: a.x is set already on line 2");
  EXPECT_THAT(error_of("[a]\nx = \"open"),
              HasSubstr("shop.conf:2: \"x = \"open\": the quotes of the value do not match"));
  EXPECT_EQ(get_env<int>("a", "x"), std::nullopt);  // nothing of it is taken
  auto missing = load_config("/nowhere/shop.conf");
  EXPECT_EQ(missing.error().message,
            "cannot read the configuration file \"/nowhere/shop.conf\": is it there?");
}

TEST_F(Config, WrongValuesNameWhereTheyComeFrom) {
  ASSERT_TRUE(load_config_text("[shop]\nport = 99999\ntimeout = 1500\nage = 1500ms", "shop.conf"));
  EXPECT_EQ(try_fetch_env<std::uint16_t>("shop", "port").error().message,
            "shop.conf:2: shop.port = \"99999\": expected an integer from 0 to 65535");
  EXPECT_EQ(try_fetch_env<Duration>("shop", "timeout").error().message,
            "shop.conf:3: shop.timeout = \"1500\": expected a length of time such as 250ms or 30s");
  EXPECT_FALSE(try_fetch_env<std::chrono::seconds>("shop", "age"));  // would lose half a second
  EXPECT_THROW(get_env<std::uint16_t>("shop", "port"), ConfigError);
  EXPECT_THROW(fetch_env<int>("shop", "secret"), ConfigError);
  EXPECT_EQ(try_fetch_env<std::string>("shop", "secret_key").error().message,
            "application \"shop\" needs \"secret_key\", a text: set \"secret_key = …\" under [shop] in the "
            "file given "
            "with --config, SHOP_SECRET_KEY in the environment, or --set shop.secret_key=…");
}

TEST_F(Config, TheNearestCounts) {
  ::unsetenv("SHOP_PORT");
  ASSERT_TRUE(load_config_text("[shop]\nport = 1", "shop.conf"));
  EXPECT_EQ(fetch_env<int>("shop", "port"), 1);
  ::setenv("SHOP_PORT", "2", 1);
  EXPECT_EQ(fetch_env<int>("shop", "port"), 2);
  ASSERT_TRUE(set_config("shop.port=3"));
  EXPECT_EQ(fetch_env<int>("shop", "port"), 3);
  put_env("shop", "port", 4);
  EXPECT_EQ(fetch_env<int>("shop", "port"), 4);
  delete_env("shop", "port");
  EXPECT_EQ(fetch_env<int>("shop", "port"), 3);
  ::unsetenv("SHOP_PORT");
}

TEST_F(Config, TakesItsOwnFromTheCommandLine) {
  const char* arguments[] = {"shop",       "serve", "--set", "shop.port=1", "--set=shop.title=\"a b\"",
                             "--settings", "x",     "--",    "--set",       "shop.port=2"};
  ASSERT_TRUE(configure(std::size(arguments), arguments));
  EXPECT_EQ(fetch_env<int>("shop", "port"), 1);
  EXPECT_EQ(fetch_env<std::string>("shop", "title"), "a b");
  const char* wrong[] = {"shop", "--set", "port=1"};
  EXPECT_EQ(configure(3, wrong).error().message,
            "--set \"port=1\": expected application.key=value, such as shop.port=4001");
  const char* open[] = {"shop", "--config"};
  EXPECT_EQ(configure(2, open).error().message, "--config needs a file's name after it");
}

TEST_F(Config, WhatIsPutIsWhatIsGot) {
  put_env("shop", "hosts", std::vector<std::string>{"a", "b"});
  EXPECT_EQ(fetch_env<std::vector<std::string>>("shop", "hosts"), (std::vector<std::string>{"a", "b"}));
  put_env("shop", "title", "tea");
  EXPECT_EQ(fetch_env<std::string>("shop", "title"), "tea");
  put_env("shop", "open", false);
  EXPECT_EQ(fetch_env<bool>("shop", "open"), false);
}

RC_GTEST_PROP(ConfigProperty, DurationsAndNumbersComeBack, (std::int64_t count, double number)) {
  put_env("p", "d", Duration(count));
  RC_ASSERT(fetch_env<Duration>("p", "d") == Duration(count));
  put_env("p", "n", number);
  RC_ASSERT(fetch_env<double>("p", "n") == number);
  clear_config();
}

RC_GTEST_PROP(ConfigProperty, NoFileBringsTheParserDown, (const std::string& text)) {
  static_cast<void>(load_config_text("[a]\n" + text, "x"));
  clear_config();
}
