#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

#include "anqa/base/log_capture.hpp"
#include "anqa/cell/cell.hpp"
#include "anqa/cell/internal/factory.hpp"
#include "anqa/cell/internal/frame.hpp"
#include "anqa/cell/internal/victim.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/detail/remote.hpp"
#include "anqa/runtime/net/tcp.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"

// What a server in a cell sees of the application, and the application of it.

using namespace anqa;
using namespace std::chrono_literals;

namespace {

/// In the application.
class Adder : public GenServer {
 public:
  struct Add {
    using Reply = int;
    int number = 0;
  };
  struct Crash {};
  int handle_call(const Add& add) { return sum_ += add.number; }
  void handle_cast(const Crash&) { throw std::runtime_error("boom"); }

 private:
  int sum_ = 0;
};

Task<void> helper_body() {
  for (;;) {
    auto message = co_await receive<std::string>();
    if (*message == "end") co_return;
    if (*message == "crash") cell_tests::suffer(cell_tests::Harm::segv);
  }
}

/// No plain struct, and nothing says how it travels.
class Opaque {
 public:
  Opaque() = default;
  explicit Opaque(int value) : value_(value) {}
  int value() const { return value_; }

 private:
  int value_ = 0;
};

/// Travels if it is not negative.
class Moody {
 public:
  Moody() = default;
  explicit Moody(int value) : value_(value) {}
  int value() const { return value_; }

 private:
  int value_ = 0;
};

}  // namespace

template <>
struct anqa::Wire<Moody> {
  static void put(const Moody& moody, WireWriter& writer) {
    writer.raw(moody.value());
    if (moody.value() < 0) throw std::range_error("it is negative");
  }
  static void get(Moody& moody, WireReader& reader) { moody = Moody(reader.raw<int>()); }
};

namespace {

/// A frame with a message that no sound cell sends.
template <class M>
std::string forged(Pid to, const M& message) {
  std::string out;
  cell::append_frame(out, cell::FrameKind::message, [&](WireWriter& writer) {
    writer.raw(to);
    writer.raw(detail::type_number(detail::raw_message_type<M>));
    writer.raw(detail::AnswerTo{});
    detail::wire_put(message, writer);
  });
  return out;
}

std::string monitor_frame(Pid from, Pid to, std::uint64_t ref) {
  std::string out;
  cell::append_frame(out, cell::FrameKind::monitor, [&](WireWriter& writer) {
    writer.raw(from);
    writer.raw(to);
    writer.raw(ref);
  });
  return out;
}

/// In a cell.
class Inside : public GenServer {
 public:
  using Infos = Messages<std::string>;
  struct Self {
    using Reply = Pid;
  };
  struct WhereIs {
    using Reply = Pid;
    std::string name;
  };
  struct AddThere {
    using Reply = int;
    Server<Adder> adder;
    int number = 0;
  };
  struct Watch {
    using Reply = void;
    Pid pid;
    Pid test;
  };
  struct LinkTo {
    using Reply = void;
    Pid pid;
  };
  struct StartHelper {
    using Reply = Pid;
  };
  struct SystemProcess {
    using Reply = int;
  };
  struct OpenFile {
    using Reply = int;  ///< errno
    std::string path;
  };
  struct MakeSocket {
    using Reply = int;  ///< errno
    int family = 0;
  };
  struct OpenUntilItFails {
    using Reply = int;
  };
  struct Print {
    std::string text;
  };
  struct WriteRaw {
    std::string bytes;
  };
  struct AskForEver {};
  struct MonitorForEver {
    std::vector<Pid> pids;
  };
  struct TakeMoody {
    using Reply = int;
    Moody moody;
  };
  struct NeverAnswer {
    using Reply = int;
  };
  struct Take {
    using Reply = int;
    Opaque opaque;
  };
  struct Burn {};
  struct Hold {
    std::string ballast;
  };
  struct Sum {
    using Reply = std::size_t;
    std::vector<std::string> texts;
  };

  Pid handle_call(const Self&) { return self(); }
  Pid handle_call(const WhereIs& question) { return whereis(question.name); }
  Task<int> handle_call(AddThere add) { co_return co_await call(add.adder, Adder::Add{add.number}); }
  void handle_call(const Watch& watch) {
    test_ = watch.test;
    monitor(watch.pid);
  }
  void handle_call(const LinkTo& to) { link(to.pid); }
  Pid handle_call(const StartHelper&) { return spawn(&helper_body); }
  int handle_call(const OpenFile& file) {
    return ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
  }
  int handle_call(const MakeSocket& wanted) {
    return ::socket(wanted.family, SOCK_STREAM, 0) < 0 ? errno : 0;
  }
  int handle_call(const OpenUntilItFails&) {
    std::vector<int> opened;
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) opened.push_back(fd);
    const int count = static_cast<int>(opened.size());
    for (int fd : opened) ::close(fd);  // a sanitizer needs some, too
    return count;
  }
  void handle_call(const NeverAnswer&, From<int> from) { kept_ = std::move(from); }
  std::size_t handle_call(const Sum& sum) {
    std::size_t size = 0;
    for (const std::string& text : sum.texts) size += text.size();
    return size;
  }
  void handle_cast(const Print& print) {
    std::printf("%s\n", print.text.c_str());
    std::fflush(stdout);
    std::fprintf(stderr, "%s again\n", print.text.c_str());
  }
  void handle_cast(const WriteRaw& raw) {
    // The cell's end of its socket is descriptor 3: what memory gone wrong might do.
    [[maybe_unused]] const ssize_t written = ::write(3, raw.bytes.data(), raw.bytes.size());
  }
  void handle_cast(const AskForEver&) {
    std::string frame;
    cell::append_frame(frame, cell::FrameKind::whereis, [](WireWriter& writer) {
      writer.raw(std::uint64_t{0});
      writer.size(0);
    });
    for (;;) write_all(frame);
  }
  void handle_cast(const MonitorForEver& whom) {
    for (std::uint64_t ref = detail::first_foreign_ref;; ++ref)
      write_all(monitor_frame(self(), whom.pids[ref % whom.pids.size()], ref));
  }
  int handle_call(const TakeMoody& take) { return take.moody.value(); }
  int handle_call(const SystemProcess&) { return ::getpid(); }
  int handle_call(const Take& take) { return take.opaque.value(); }
  Task<void> handle_cast(Burn) {
    // In short messages, so that only the whole counts.
    for (volatile int i = 0; i < 1000000; i = i + 1) {
    }
    cast(self(*this), Burn{});
    co_return;
  }
  void handle_cast(const Hold&) {}
  void handle_info(const Down& down) { send(test_, "down " + down.reason.to_string()); }
  void handle_info(const std::string& text) { send(test_, "got " + text); }

 private:
  static void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      pollfd watched{3, POLLOUT, 0};
      ::poll(&watched, 1, -1);
      const ssize_t written = ::send(3, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  Pid test_;
  From<int> kept_;
};

const Server<Inside> inside("inside");

Task<Server<Supervisor>> started(CellLimits limits = {}) {
  auto supervisor = start_link<Supervisor>(Supervisor::Spec{
      .max_restarts = 1000,
      .children = {child<Adder>().named("adder"), child<Inside>().named("inside").in_cell(limits)}});
  co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
  co_return supervisor;
}

void in_system(Task<void> (*body)()) {
  System system(cell_tests::threads());
  system.run(body);
}

}  // namespace

TEST(CellInside, TheServerHasOnePidEverywhere) {
  in_system([]() -> Task<void> {
    co_await started();
    EXPECT_EQ(co_await call(inside, Inside::Self{}), whereis("inside"));
  });
}

TEST(CellInside, NamesOfTheApplicationAreKnownThere) {
  in_system([]() -> Task<void> {
    co_await started();
    EXPECT_EQ(co_await call(inside, Inside::WhereIs{"adder"}), whereis("adder"));
    EXPECT_EQ(co_await call(inside, Inside::WhereIs{"inside"}), whereis("inside"));
    EXPECT_FALSE(co_await call(inside, Inside::WhereIs{"nobody"}));
  });
}

TEST(CellInside, ItCallsServersOfTheApplication) {
  in_system([]() -> Task<void> {
    co_await started();
    EXPECT_EQ(co_await call(inside, Inside::AddThere{Server<Adder>("adder"), 2}), 2);
    EXPECT_EQ(co_await call(inside, Inside::AddThere{Server<Adder>(whereis("adder")), 3}), 5);
  });
}

TEST(CellInside, ItIsToldOfWhatItMonitors) {
  LogCapture log;
  in_system([]() -> Task<void> {
    co_await started();
    co_await call(inside, Inside::Watch{whereis("adder"), self()});
    cast(Server<Adder>("adder"), Adder::Crash{});
    EXPECT_EQ((co_await receive<std::string>(30s)).value_or(""), "down crash: std::runtime_error: boom");
    // What is sent to its pid without knowing its class arrives as well.
    send(whereis("inside"), std::string("hello"));
    EXPECT_EQ((co_await receive<std::string>(30s)).value_or(""), "got hello");
  });
}

TEST(CellInside, LinksWorkBothWays) {
  LogCapture log;
  in_system([]() -> Task<void> {
    trap_exit();
    auto supervisor = co_await started();
    // Its end reaches whom it has linked to.
    co_await call(inside, Inside::LinkTo{self()});
    const Pid before = whereis("inside");
    exit(before, ExitReason(std::string("enough")));
    auto told = co_await receive<Exit>(30s);
    EXPECT_EQ(told->from, before);
    EXPECT_EQ(told->reason.to_string(), "enough");
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    // And the end of whom it has linked to reaches it.
    const Pid partner = spawn([]() -> Task<void> {
      co_await receive<int>();
      throw std::runtime_error("partner gone");
    });
    co_await call(inside, Inside::LinkTo{partner});
    monitor(whereis("inside"));
    send(partner, 1);
    EXPECT_EQ((co_await receive<Down>(30s))->reason.to_string(), "crash: std::runtime_error: partner gone");
  });
}

TEST(CellInside, ProcessesBesideTheServerAreWatchedToo) {
  LogCapture log;
  in_system([]() -> Task<void> {
    trap_exit();
    auto supervisor = co_await started();
    const Pid ends = co_await call(inside, Inside::StartHelper{});
    EXPECT_NE(ends.node(), 0);
    const MonitorRef watch = monitor(ends);
    send(ends, std::string("end"));
    auto down = co_await receive<Down>(30s);
    EXPECT_EQ(down->monitor, watch);
    EXPECT_EQ(down->reason.kind(), ExitReason::normal);

    const Pid crashes = co_await call(inside, Inside::StartHelper{});
    monitor(crashes);
    link(crashes);
    send(crashes, std::string("crash"));
    down = co_await receive<Down>(30s);
    EXPECT_EQ(down->pid, crashes);
    EXPECT_EQ(down->reason.to_string(), "signal SIGSEGV");
    EXPECT_EQ((co_await receive<Exit>(30s))->from, crashes);

    // One that is long gone, of a cell that is: answered at once.
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    monitor(crashes);
    EXPECT_EQ((co_await receive<Down>(30s))->reason.kind(), ExitReason::noproc);
  });
}

TEST(CellInside, WhatItPrintsIsInTheLog) {
  LogCapture log;
  in_system([]() -> Task<void> {
    co_await started();
    cast(inside, Inside::Print{"a word"});
    co_await call(inside, Inside::Self{});
    monitor(whereis("inside"));
    exit(whereis("inside"), ExitReason(std::string("done")));
    co_await receive<Down>(30s);
  });
  EXPECT_TRUE(log.contains("a word")) << log.text();
  EXPECT_TRUE(log.contains("a word again")) << log.text();
  EXPECT_TRUE(log.contains("cell <0.")) << log.text();
}

TEST(CellInside, BadBytesEndTheCellAndHurtNobody) {
  LogCapture log;
  in_system([]() -> Task<void> {
    auto supervisor = co_await started();
    for (const std::string& bytes : {std::string(64, '\xff'), std::string(64, '\0'),
                                     std::string("\x05\0\0\0\x04"
                                                 "abcd",
                                                 9),  // an answer to nothing
                                     std::string("\x21\0\0\0\x03", 5) + std::string(32, 'x')}) {
      monitor(whereis("inside"));
      cast(inside, Inside::WriteRaw{bytes});
      auto down = co_await receive<Down>(30s);
      EXPECT_EQ(down->reason.to_string(), "bad message from the cell");
      co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
      EXPECT_EQ(co_await call(inside, Inside::Sum{{"a", "bc"}}), 3U);
    }
  });
}

TEST(CellInside, ItCannotForgeWhatTheRuntimeSays) {
  LogCapture log;
  in_system([]() -> Task<void> {
    trap_exit();
    auto supervisor = co_await started();
    const Pid me = self();
    const Pid adder = whereis("adder");
    for (const std::string& bytes :
         {forged(me, Exit{adder, ExitReason(ExitReason::normal)}), forged(me, Down{.pid = adder}),
          forged(me, SocketEvent{}), forged(me, cell::CellGone{}), forged(me, cell::CellReady{}),
          forged(me, cell::NoCell{"none"}),
          // One number for two.
          monitor_frame(whereis("inside"), me, detail::first_foreign_ref) +
              monitor_frame(whereis("inside"), adder, detail::first_foreign_ref)}) {
      const MonitorRef watch = monitor(whereis("inside"));
      cast(inside, Inside::WriteRaw{bytes});
      auto down = co_await receive<Down>(30s);
      EXPECT_EQ(down->monitor, watch);
      EXPECT_EQ(down->reason.to_string(), "bad message from the cell");
      co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    }
    EXPECT_FALSE(co_await receive<Exit>(0ms));
  });
}

TEST(CellInside, WhatItMakesTheApplicationHoldIsBounded) {
  LogCapture log;
  in_system([]() -> Task<void> {
    auto supervisor = co_await started({.mailbox = 64_KiB});
    monitor(whereis("inside"));
    cast(inside, Inside::AskForEver{});
    EXPECT_EQ((co_await receive<Down>(60s))->reason.to_string(), "mailbox limit");
    co_await call(supervisor, Supervisor::WhichChildren{}, 30s);
    std::vector<Pid> pids;
    for (int i = 0; i < 100; ++i) pids.push_back(spawn(&helper_body));
    monitor(whereis("inside"));
    cast(inside, Inside::MonitorForEver{pids});
    EXPECT_EQ((co_await receive<Down>(60s))->reason.to_string(), "links and monitors limit");
  });
}

TEST(CellInside, AMessageThatThrowsOnItsWayHarmsOnlyItsSender) {
  LogCapture log;
  in_system([]() -> Task<void> {
    co_await started();
    const Pid before = whereis("inside");
    auto answer = co_await try_call(inside, Inside::TakeMoody{Moody(-1)});
    EXPECT_FALSE(answer);
    if (!answer) EXPECT_THAT(answer.error().to_string(), ::testing::HasSubstr("it is negative"));
    EXPECT_EQ(co_await call(inside, Inside::TakeMoody{Moody(1)}), 1);
    EXPECT_EQ(whereis("inside"), before);
  });
}

TEST(CellInside, ArgumentsThatThrowOnTheirWayUseUpNoCell) {
  class Holder : public GenServer {
   public:
    explicit Holder(Moody) {}
  };
  LogCapture log;
  in_system([]() -> Task<void> {
    trap_exit();
    for (int i = 0; i < 300; ++i) {
      auto supervisor =
          start_link<Supervisor>(Supervisor::Spec{.children = {child<Holder>(Moody(-1)).in_cell()}});
      auto ended = co_await receive<Exit>(30s);
      EXPECT_EQ(ended->from, supervisor.pid());
      EXPECT_THAT(ended->reason.to_string(), ::testing::HasSubstr("it is negative"));
    }
    co_await started();
  });
}

TEST(CellInside, ACallMayTakeLongAndBeLarge) {
  in_system([]() -> Task<void> {
    co_await started();
    auto late = co_await try_call(inside, Inside::NeverAnswer{}, 10ms);
    EXPECT_EQ(late.error().kind(), ExitReason::timeout);
    EXPECT_EQ(
        co_await call(inside, Inside::Sum{std::vector<std::string>(100, std::string(100000, 'x'))}, 30s),
        10000000U);
  });
}

TEST(CellInside, WhatCannotTravelFailsTheCallAndSaysSo) {
  LogCapture log;
  in_system([]() -> Task<void> {
    co_await started();
    auto answer = co_await try_call(inside, Inside::Take{Opaque(1)});
    EXPECT_FALSE(answer);
    if (!answer)
      EXPECT_THAT(answer.error().to_string(), ::testing::HasSubstr("Take cannot be sent to or from a cell"));
    // The server is as it was.
    EXPECT_EQ(co_await call(inside, Inside::Self{}), whereis("inside"));
  });
}

TEST(CellInside, ConstructorArgumentsThatCannotTravelAreRefused) {
  class Holder : public GenServer {
   public:
    explicit Holder(Opaque) {}
  };
  EXPECT_THROW(child<Holder>(Opaque(1)).in_cell(), std::invalid_argument);
}

TEST(CellConfine, CpuTimeInAllIsLimited) {
  LogCapture log;
  in_system([]() -> Task<void> {
    co_await started({.total_cpu = 1s});
    monitor(whereis("inside"));
    cast(inside, Inside::Burn{});
    EXPECT_EQ((co_await receive<Down>(120s))->reason.to_string(), "cpu limit");
  });
}

TEST(CellInside, WhatItDoesNotTakeIsBounded) {
  LogCapture log;
  in_system([]() -> Task<void> {
    co_await started({.mailbox = 1_MiB, .message = 2_MiB});
    // Over the limit of one message: dropped, and a call is told.
    auto refused = co_await try_call(inside, Inside::Sum{{std::string(3 << 20, 'x')}}, 30s);
    EXPECT_EQ(refused.error().to_string(), "message limit");
    // Stopped, it takes nothing.
    monitor(whereis("inside"));
    ::kill(co_await call(inside, Inside::SystemProcess{}), SIGSTOP);
    for (std::optional<Down> down; !down; down = co_await receive<Down>(0ms))
      cast(inside, Inside::Hold{std::string(100000, 'x')});
  });
  EXPECT_TRUE(log.contains("mailbox limit")) << log.text();
}

TEST(CellConfine, DescriptorsAreLimited) {
  in_system([]() -> Task<void> {
    co_await started({.descriptors = 40});
    const int count = co_await call(inside, Inside::OpenUntilItFails{});
    EXPECT_GT(count, 5);
    EXPECT_LT(count, 40);
  });
}

TEST(CellConfine, NoNetworkAndNoFiles) {
  in_system([]() -> Task<void> {
    co_await started({.no_network = Confine::required});
    EXPECT_EQ(co_await call(inside, Inside::MakeSocket{AF_INET}), EACCES);
    EXPECT_EQ(co_await call(inside, Inside::MakeSocket{AF_INET6}), EACCES);
    EXPECT_EQ(co_await call(inside, Inside::MakeSocket{AF_UNIX}), 0);
    EXPECT_EQ(co_await call(inside, Inside::OpenFile{"/etc/passwd"}), 0);
  });
  in_system([]() -> Task<void> {
    co_await started({.no_files = Confine::required});
    EXPECT_EQ(co_await call(inside, Inside::OpenFile{"/etc/passwd"}), EACCES);
    EXPECT_EQ(co_await call(inside, Inside::MakeSocket{AF_INET}), 0);
  });
}
