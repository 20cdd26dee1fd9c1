// expect: a function that runs in another process must not capture
#include "anqa/otp/agent.hpp"

anqa::Task<void> add(anqa::Server<anqa::Agent<int>> agent, int by) {
  co_await anqa::update(agent, [&by](int& number) { number += by; });
}
