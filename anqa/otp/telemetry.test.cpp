#include "anqa/otp/telemetry.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;
using ::testing::ElementsAre;

namespace {

struct QueryDone : TelemetryEvent<"repo.query.stop"> {
  Duration duration{};
  int rows = 0;
  std::string source;
  bool cached = false;
};

/// "name key=1 … key=text …" of each event that comes, until it goes.
class Recorder {
 public:
  explicit Recorder(std::string pattern) {
    telemetry::attach("recorder", pattern, [events = events_](const telemetry::Event& event) {
      std::string line(event.name);
      for (const auto& each : event.measurements) {
        line += " " + std::string(each.key);
        if (!each.key.ends_with("_time")) line += "=" + std::to_string(each.integer);
      }
      for (const LogField& each : event.metadata) {
        line += " " + each.key;
        if (each.key != "span") line += "=" + each.value;
      }
      events->push_back(line);
    });
  }
  ~Recorder() { telemetry::detach("recorder"); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  const std::vector<std::string>& events() const { return *events_; }

 private:
  std::shared_ptr<std::vector<std::string>> events_ = std::make_shared<std::vector<std::string>>();
};

Task<int> works() {
  co_await sleep_for(5ms);
  co_return 42;
}
Task<void> fails() {
  co_await sleep_for(7ms);
  throw std::runtime_error("no such table");
}

}  // namespace

TEST(Telemetry, HandlersGetTheEventsOfTheirName) {
  const Recorder recorder("cache.hit");
  telemetry::execute("cache.hit", {{"size", 3}, {"took", 2us}}, {{"cache", "users"}});
  telemetry::execute("cache.miss");
  telemetry::execute("cache.hit.more");
  EXPECT_THAT(recorder.events(), ElementsAre("cache.hit size=3 took=2000 cache=users"));
}

TEST(Telemetry, AStarIsForAllThatBeginAlike) {
  const Recorder recorder("cache.*");
  telemetry::execute("cache.hit");
  telemetry::execute("cache.miss.cold");
  telemetry::execute("caches.hit");
  telemetry::execute("cache");
  EXPECT_THAT(recorder.events(), ElementsAre("cache.hit", "cache.miss.cold"));
}

TEST(Telemetry, AHandlerMayUseTelemetryInItsDestructor) {
  struct Detaches {
    Detaches() = default;
    Detaches(const Detaches&) = delete;
    Detaches& operator=(const Detaches&) = delete;
    ~Detaches() { telemetry::detach("nobody"); }
  };
  for (int i = 0; i < 200; ++i) {
    telemetry::attach("detaches", "cache.hit",
                      [its = std::make_shared<Detaches>()](const telemetry::Event&) {});
    EXPECT_TRUE(telemetry::detach("detaches"));
  }
}

TEST(Telemetry, AnEventMayBeAStruct) {
  std::vector<int> rows;
  EXPECT_TRUE(
      telemetry::attach<QueryDone>("typed", [&](const QueryDone& done) { rows.push_back(done.rows); }));
  EXPECT_FALSE(telemetry::attach<QueryDone>("typed", [](const QueryDone&) {}));
  const Recorder recorder("repo.*");
  telemetry::execute(QueryDone{.duration = 5us, .rows = 2, .source = "users"});
  telemetry::execute("repo.query.stop", {{"rows", 3}});  // is not of the type
  EXPECT_THAT(rows, ElementsAre(2));
  EXPECT_THAT(recorder.events(), ElementsAre("repo.query.stop duration=5000 rows=2 source=users cached=false",
                                             "repo.query.stop rows=3"));
  EXPECT_TRUE(telemetry::detach("typed"));
  EXPECT_FALSE(telemetry::detach("typed"));
  telemetry::execute(QueryDone{.rows = 4});
  EXPECT_THAT(rows, ElementsAre(2));
}

TEST(Telemetry, ListsHandlers) {
  telemetry::attach_many("many", {"a.b", "c.*"}, [](const telemetry::Event&) {});
  ASSERT_EQ(telemetry::list_handlers("c.d").size(), 1U);
  EXPECT_EQ(telemetry::list_handlers("c.d")[0].id, "many");
  EXPECT_THAT(telemetry::list_handlers()[0].events, ElementsAre("a.b", "c.*"));
  EXPECT_TRUE(telemetry::list_handlers("a").empty());
  telemetry::detach("many");
}

TEST(Telemetry, AHandlerThatThrowsIsDetached) {
  LogCapture log;
  const Recorder recorder("a.b");
  telemetry::attach("broken", "a.b", [](const telemetry::Event&) { throw std::runtime_error("no statsd"); });
  telemetry::execute("a.b");
  telemetry::execute("a.b");
  EXPECT_EQ(recorder.events().size(), 2U);
  EXPECT_EQ(log.text(),
            "[error] the telemetry handler \"broken\" threw at a.b and was detached: std::runtime_error: no "
            "statsd\n");
  EXPECT_FALSE(telemetry::detach("broken"));
}

TEST(Telemetry, AHandlerMayDetachItself) {
  int times = 0;
  telemetry::attach("once", "a.b", [&](const telemetry::Event&) {
    ++times;
    telemetry::detach("once");
  });
  telemetry::execute("a.b");
  telemetry::execute("a.b");
  EXPECT_EQ(times, 1);
}

TEST(Telemetry, ASpanHasABeginningAndAnEnd) {
  const Recorder recorder("work.*");
  EXPECT_EQ(telemetry::span("work", {{"job", "7"}}, [] { return 42; }), 42);
  EXPECT_THROW(telemetry::span("work", {}, [] { throw std::runtime_error("no"); }), std::runtime_error);
  std::vector<std::string> names;
  for (const std::string& event : recorder.events()) names.push_back(event.substr(0, event.find(' ')));
  EXPECT_THAT(names, ElementsAre("work.start", "work.stop", "work.start", "work.exception"));
  EXPECT_EQ(recorder.events()[0], "work.start monotonic_time system_time job=7 span");
  EXPECT_THAT(recorder.events()[3], ::testing::EndsWith(" span kind=std::runtime_error reason=no"));
}

PROCESS_TEST(Telemetry, ASpanLastsAsLongAsItsCoroutine) {
  const Recorder recorder("work.*");
  EXPECT_EQ(co_await telemetry::span("work", {{"job", "7"}}, works()), 42);
  try {
    co_await telemetry::span("work", {}, fails());
    ADD_FAILURE();
  } catch (const std::runtime_error&) {
  }
  EXPECT_THAT(recorder.events(),
              ElementsAre("work.start monotonic_time system_time job=7 span",
                          "work.stop duration=5000000 monotonic_time job=7 span",
                          "work.start monotonic_time system_time span",
                          "work.exception duration=7000000 monotonic_time span kind=std::runtime_error "
                          "reason=no such table"));
}

TEST(Telemetry, ASpanCountsNothingWhenNobodyIsAttached) {
  telemetry::Span span("work");
  const Recorder recorder("work.*");
  span.stop();
  EXPECT_TRUE(recorder.events().empty());
}
