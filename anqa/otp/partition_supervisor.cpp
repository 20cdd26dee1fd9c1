#include "anqa/otp/partition_supervisor.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <vector>

#include "anqa/otp/detail/directory.hpp"
#include "anqa/otp/server.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa {
namespace detail {

/// The names of the partitions of one PartitionSupervisor, for whoever asks.
class Partitions {
 public:
  const std::string& name_for(std::uint64_t hash) const {
    std::shared_lock lock(mutex_);
    return *names_[hash % names_.size()];
  }
  std::size_t size() const {
    std::shared_lock lock(mutex_);
    return names_.size();
  }
  Pid supervisor() const {
    std::shared_lock lock(mutex_);
    return supervisor_;
  }
  void set(Pid supervisor, std::vector<const std::string*> names) {
    std::unique_lock lock(mutex_);
    supervisor_ = supervisor;
    names_ = std::move(names);
  }

 private:
  mutable std::shared_mutex mutex_;
  Pid supervisor_;
  std::vector<const std::string*> names_;  // interned, so that they stay
};

}  // namespace detail

namespace {

detail::Directory<detail::Partitions>& directory() {
  static detail::Directory<detail::Partitions> instance("PartitionSupervisor");
  return instance;
}

PartitionSupervisor::Options checked(PartitionSupervisor::Options options) {
  if (options.name.empty()) {
    throw std::invalid_argument(
        "a PartitionSupervisor needs a name, by which its partitions are found: {.name = \"…\", .child = …}");
  }
  if (options.partitions == 0) options.partitions = System::current().scheduler().threads();
  return options;
}

struct FixedSpec {
  ChildSpec spec;
  ChildSpec operator()(std::size_t) const { return spec; }
};

}  // namespace

PartitionChild::PartitionChild(ChildSpec spec) : PartitionChild(FixedSpec{std::move(spec)}) {}

const std::string& PartitionSupervisor::server_name(std::string_view name, std::uint64_t hash) {
  return directory().use(name, [&](const detail::Partitions& partitions) -> const std::string& {
    return partitions.name_for(hash);
  });
}
std::size_t PartitionSupervisor::partitions(std::string_view name) {
  return directory().use(name, [](const detail::Partitions& partitions) { return partitions.size(); });
}
Pid PartitionSupervisor::supervisor(std::string_view name) {
  return directory().use(name, [](const detail::Partitions& partitions) { return partitions.supervisor(); });
}

ChildSpec PartitionSupervisor::spec_of(const Options& options, std::size_t partition) {
  ChildSpec spec = options.child.for_partition(partition);
  if (spec.name().name.empty()) spec.named(options.name + "/" + std::to_string(partition));
  return spec.id(std::to_string(partition));
}

Supervisor::Spec PartitionSupervisor::spec_of(const Options& options) {
  Spec spec{
      .strategy = options.strategy, .max_restarts = options.max_restarts, .max_seconds = options.max_seconds};
  for (std::size_t i = 0; i < options.partitions; ++i) spec.children.push_back(spec_of(options, i));
  return spec;
}

PartitionSupervisor::PartitionSupervisor(Options options)
    : PartitionSupervisor(checked(std::move(options)), Checked{}) {}

PartitionSupervisor::PartitionSupervisor(Options options, Checked)
    : Supervisor(spec_of(options)), options_(std::move(options)) {
  partitions_ = directory().insert(options_.name);
  publish();
}

PartitionSupervisor::~PartitionSupervisor() {
  if (partitions_) directory().erase(options_.name);
}

void PartitionSupervisor::publish() {
  std::vector<const std::string*> names;
  for (std::size_t i = 0; i < options_.partitions; ++i) {
    names.push_back(detail::intern(spec_of(options_, i).name().name));
  }
  partitions_->set(self(), std::move(names));
}

Task<ChildResult> PartitionSupervisor::handle_call(Resize message) {
  if (message.partitions == 0) {
    co_return std::unexpected(SupervisorError{
        SupervisorError::bad_spec,
        "PartitionSupervisor \"" + options_.name + "\" cannot have 0 partitions; 1 is the least",
        {},
        {}});
  }
  while (options_.partitions < message.partitions) {
    auto started = co_await add_child(spec_of(options_, options_.partitions));
    if (!started) co_return std::unexpected(std::move(started.error()));
    ++options_.partitions;
    publish();
  }
  const std::size_t before = std::exchange(options_.partitions, message.partitions);
  publish();  // no more work for those that go
  for (std::size_t i = before; i > message.partitions; --i) {
    std::string id = std::to_string(i - 1);
    co_await Supervisor::handle_call(TerminateChild{id});
    static_cast<void>(Supervisor::handle_call(DeleteChild{std::move(id)}));
  }
  co_return ChildResult();
}

}  // namespace anqa
