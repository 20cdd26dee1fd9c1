#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/base/log.hpp"
#include "anqa/base/log_capture.hpp"
#include "anqa/cell/cell.hpp"
#include "anqa/cell/internal/victim.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/receive.hpp"

// The examples of guides/faults.md.

using namespace anqa;
using namespace std::chrono_literals;

namespace {

class Archive : public GenServer {
 public:
  struct Count {
    using Reply = int;
  };
  struct Keep {
    std::string bytes;
  };
  int handle_call(const Count&) const { return count_; }
  void handle_cast(const Keep&) { ++count_; }

 private:
  int count_ = 0;
};

class Thumbnailer : public GenServer {
 public:
  struct Options {
    int quality = 80;
  };
  struct Shrink {
    using Reply = std::string;
    std::string bytes;
  };
  explicit Thumbnailer(Options options) : options_(options) {}
  std::string handle_call(const Shrink& shrink) {
    if (shrink.bytes == "malformed") cell_tests::suffer(cell_tests::Harm::segv);
    cast(Server<Archive>("archive"), Archive::Keep{shrink.bytes});
    return shrink.bytes.substr(0, shrink.bytes.size() * static_cast<std::size_t>(options_.quality) / 100);
  }

 private:
  Options options_;
};

// [tree]
Supervisor::Spec tree() {
  return {.children = {
              child<Archive>().named("archive"),
              child<Thumbnailer>({.quality = 80})
                  .named("thumbnailer")
                  .in_cell({.memory = 256_MiB, .cpu = 2s, .no_network = Confine::if_available}),
          }};
}
// [/tree]

Task<std::string> shrink(std::string bytes) {
  // [call]
  auto picture = co_await try_call(Server<Thumbnailer>("thumbnailer"), Thumbnailer::Shrink{bytes});
  if (!picture) log_warning("no thumbnail: " + picture.error().to_string());  // "signal SIGSEGV"
  // [/call]
  co_return picture.value_or("");
}

}  // namespace

TEST(CellGuide, ItsExamplesDoWhatItSays) {
  LogCapture log;
  System system(cell_tests::threads());
  system.run([]() -> Task<void> {
    auto supervisor = start_link<Supervisor>(tree());
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    EXPECT_EQ(co_await shrink("0123456789"), "01234567");
    monitor(whereis("thumbnailer"));
    EXPECT_EQ(co_await shrink("malformed"), "");
    EXPECT_TRUE(co_await receive<Down>(30s));  // its supervisor has been told before, and starts another
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    EXPECT_EQ(co_await shrink("9876543210"), "98765432");
    EXPECT_EQ(co_await call(Server<Archive>("archive"), Archive::Count{}), 2);
  });
  EXPECT_TRUE(log.contains("no thumbnail: signal SIGSEGV")) << log.text();
}
