#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/otp/supervisor.hpp"

namespace anqa {

namespace detail {
class Partitions;
}  // namespace detail

/// What each partition of a PartitionSupervisor runs: the same child spec for all, or one made for each from
/// its number: `.child = child<Worker>()` or
/// `.child = [](std::size_t partition) { return child<Worker>(partition); }`.
class PartitionChild {
 public:
  PartitionChild(ChildSpec spec);  // NOLINT(google-explicit-constructor)
  template <class F>
    requires std::is_invocable_r_v<ChildSpec, const F&, std::size_t>
  PartitionChild(F make)  // NOLINT(google-explicit-constructor)
      : maker_(std::make_shared<const MakerOf<F>>(std::move(make))) {}

  ChildSpec for_partition(std::size_t partition) const { return maker_->make(partition); }

 private:
  struct Maker {
    virtual ~Maker() = default;
    virtual ChildSpec make(std::size_t partition) const = 0;
  };
  template <class F>
  struct MakerOf final : Maker {
    explicit MakerOf(F function) : f(std::move(function)) {}
    ChildSpec make(std::size_t partition) const override { return f(partition); }
    F f;
  };
  std::shared_ptr<const Maker> maker_;
};

/// Runs the same server several times, so that work which one process could not keep up with is shared out by
/// key: what belongs to one key always goes to one partition. A partition is registered as "name/0", "name/1"
/// and so on, unless its child has a name of its own.
///
///     child<PartitionSupervisor>({.name = "thumbnails", .child = child<Thumbnailer>()})
///     …
///     co_await call(PartitionSupervisor::server<Thumbnailer>("thumbnails", file), Thumbnailer::Make{file});
///
/// It is a Supervisor, whose children's ids are the partitions' numbers. A DynamicSupervisor that is asked
/// for children faster than one process can start them is partitioned in the same way.
class PartitionSupervisor : public Supervisor {
 public:
  struct Options {
    std::string name;
    PartitionChild child;
    std::size_t partitions = 0;  ///< 0: as many as the scheduler has threads
    Strategy strategy = Strategy::one_for_one;
    unsigned max_restarts = 3;
    std::chrono::seconds max_seconds{5};
  };

  /// The partition for a key: an integer's rest of the division by their number, anything else by std::hash.
  /// It is looked up by name at each use, so that it is found again after a restart; after resize() ask
  /// again. Throws std::invalid_argument when there is no PartitionSupervisor of that name.
  template <class T, class Key>
  static Server<T> server(std::string_view name, const Key& key) {
    return Server<T>(server_name(name, hash(key)));
  }
  /// How many there are now. Throws std::invalid_argument as server() does.
  static std::size_t partitions(std::string_view name);

  struct Resize {
    using Reply = ChildResult;
    std::size_t partitions;
  };
  /// `co_await PartitionSupervisor::resize("thumbnails", 8)`: starts partitions behind the others, or stops
  /// the last ones, first taking away their keys. Most keys then belong to another partition than before.
  /// Gives the error of a partition that cannot be started; those before it stay.
  static auto resize(std::string_view name, std::size_t partitions, Duration timeout = Duration::max()) {
    return call(Server<PartitionSupervisor>(supervisor(name)), Resize{partitions}, timeout);
  }
  static Pid supervisor(std::string_view name);

  explicit PartitionSupervisor(Options options);
  ~PartitionSupervisor() override;

  using Supervisor::handle_call;
  Task<ChildResult> handle_call(Resize message);

 private:
  template <class Key>
  static std::uint64_t hash(const Key& key) {
    if constexpr (std::integral<Key>) {
      return key < Key{} ? std::uint64_t{0} - static_cast<std::uint64_t>(key)
                         : static_cast<std::uint64_t>(key);
    } else if constexpr (std::convertible_to<const Key&, std::string_view>) {
      return std::hash<std::string_view>{}(key);
    } else {
      return std::hash<Key>{}(key);
    }
  }
  static const std::string& server_name(std::string_view name, std::uint64_t hash);
  struct Checked {};
  PartitionSupervisor(Options options, Checked);
  void publish();
  static Spec spec_of(const Options& options);
  static ChildSpec spec_of(const Options& options, std::size_t partition);

  Options options_;
  std::shared_ptr<detail::Partitions> partitions_;
};

}  // namespace anqa
