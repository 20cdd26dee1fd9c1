// ping_pong, fan_in
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/process.hpp"
#include "rows.hpp"

namespace bench {
namespace {

using namespace anqa;

struct Ping {
  Pid from;
  int number;
};
struct Pong {
  int number;
};

Task<void> pong(int count) {
  for (int i = 0; i < count; ++i) {
    const auto ping = co_await receive<Ping>();
    send(ping->from, Pong{ping->number});
  }
}

Task<void> play(int count) {
  const Pid other = anqa::spawn(&pong, count);
  for (int i = 0; i < count; ++i) {
    send(other, Ping{self(), i});
    check((co_await receive<Pong>())->number == i, "a pong was out of order");
  }
}

struct Item {
  int number;
};

Task<void> sender(Pid to, int count) {
  for (int i = 0; i < count; ++i) {
    send(to, Item{i});
    co_await reduction();  // as every long loop: the others have their turns
  }
}

Task<void> receiver(int senders, int each) {
  for (int i = 0; i < senders; ++i) anqa::spawn(&sender, self(), each);
  long sum = 0;
  for (int i = 0; i < senders * each; ++i) sum += (co_await receive<Item>())->number;
  check(sum == long{senders} * (long{each} * (each - 1) / 2), "messages were lost");
}

}  // namespace

void ping_pong(System& system, int count) {
  const Stopwatch watch;
  system.run(&play, count);
  print_rate("ping_pong", count, watch);
}

void fan_in(System& system, int count) {
  constexpr int senders = 8;
  const Stopwatch watch;
  system.run(&receiver, senders, count / senders);
  print_rate("fan_in", count, watch);
}

}  // namespace bench
