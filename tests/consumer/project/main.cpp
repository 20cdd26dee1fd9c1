#include <cstdio>

#include "anqa/otp/application.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"

class Adder : public anqa::GenServer {
 public:
  struct Add {
    int number;
    using Reply = int;
  };

  int handle_call(const Add& add) { return total_ += add.number; }

 private:
  int total_ = 0;
};

class Asker : public anqa::GenServer {
 public:
  anqa::Task<void> init() {
    auto adder = anqa::start_link<Adder>();
    co_await anqa::call(adder, Adder::Add{2});
    const int sum = co_await anqa::call(adder, Adder::Add{3});
    std::printf("2 + 3 = %d\n", sum);
    anqa::stop_application();
  }
};

int main(int argc, char** argv) { return anqa::run(argc, argv, {.children = {anqa::child<Asker>()}}); }
