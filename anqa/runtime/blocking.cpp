#include "anqa/runtime/blocking.hpp"

#include "anqa/runtime/system.hpp"

namespace anqa::detail {

void submit_blocking(std::unique_ptr<BlockingJob> job) {
  System::current().scheduler().run_blocking(std::move(job));
}

}  // namespace anqa::detail
