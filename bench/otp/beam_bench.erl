%% The BEAM's side of the group `otp`: `erl -run beam_bench main ROW [COUNT]` prints `ROW figure`. The same work and
%% the same counts as ours/ and caf/, in Erlang's own terms.
-module(beam_bench).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2, start_fragile/1]).

main([Row]) -> main([Row, "0"]);
main([Row, Count]) ->
    logger:set_primary_config(level, none),
    Default = default(Row),
    N = case list_to_integer(Count) of 0 -> Default; Given -> Given end,
    %% In a process of its own: the one that runs main() traps exits.
    {_, Monitor} = spawn_monitor(fun() -> row(Row, N) end),
    receive
        {'DOWN', Monitor, process, _, normal} -> halt(0);
        {'DOWN', Monitor, process, _, Why} -> io:format(standard_error, "~p~n", [Why]), halt(1)
    end.

default("memory") -> 100000;
default("memory_hibernated") -> 100000;
default("spawn") -> 1000000;
default("ping_pong") -> 500000;
default("fan_in") -> 2000000;
default("call_" ++ _) -> 500000;
default("restart") -> 10000;
default("restart_few") -> 500;
default("registry") -> 1000000;
default("timers") -> 1000000;
default("task") -> 100000.

row("memory", N) -> print(memory, memory(N, run));
row("memory_hibernated", N) -> print(memory_hibernated, memory(N, hibernate));
row("spawn", N) -> rate(spawn, N, fun() -> spawn_and_stop(N) end);
row("ping_pong", N) -> rate(ping_pong, N, fun() -> ping_pong(N) end);
row("fan_in", N) -> rate(fan_in, N, fun() -> fan_in(8, N div 8) end);
row("call_1", N) -> rate(call_1, N, fun() -> call(1, 1, N) end);
row("call_64", N) -> rate(call_64, N, fun() -> call(1, 64, N) end);
row("call_1000", N) -> rate(call_1000, N, fun() -> call(1000, 64, N) end);
row("restart", N) -> rate(restart, N, fun() -> restart(N) end);
row("restart_few", N) -> rate(restart_few, N, fun() -> restart(N) end);
row("registry", N) -> rate(registry, N, registry(N));
row("task", N) -> rate(task, N, fun() -> tasks(N div 100, 100) end);
row("timers", N) ->
    Cpu = cpu_seconds(),
    {Microseconds, _} = timer:tc(fun() -> timers(N) end),
    print(timers, cpu_seconds() - Cpu),
    print('timers.wall', Microseconds / 1.0e6).

print(Key, Number) -> io:format("~s ~f~n", [Key, float(Number)]).

rate(Row, Count, Fun) ->
    Cpu = cpu_seconds(),
    {Microseconds, _} = timer:tc(Fun),
    print(Row, Count * 1.0e6 / Microseconds),
    print(atom_to_list(Row) ++ ".wall", Microseconds / 1.0e6),
    print(atom_to_list(Row) ++ ".cpu", cpu_seconds() - Cpu).

%% User and system time of all threads: statistics(runtime) leaves the system's out.
cpu_seconds() ->
    {ok, Stat} = file:read_file("/proc/self/stat"),
    [_, Rest] = binary:split(Stat, <<") ">>),
    Fields = binary:split(Rest, <<" ">>, [global]),
    (binary_to_integer(lists:nth(12, Fields)) + binary_to_integer(lists:nth(13, Fields))) / 100.

%% What erlang:memory(total) says, which leaves out what the allocators keep.
memory(Count, Idle) ->
    erlang:garbage_collect(),
    Before = erlang:memory(total),
    Pids = [element(2, gen_server:start(?MODULE, {Idle, N}, [])) || N <- lists:seq(0, Count - 1)],
    timer:sleep(500),
    After = erlang:memory(total),
    Sum = lists:sum([gen_server:call(Pid, get, 5000) || Pid <- Pids]),
    Sum = Count * (Count - 1) div 2,
    (After - Before - 16 * Count) / Count.

spawn_and_stop(Count) ->
    Pids = [spawn_monitor(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, Count)],
    [Pid ! stop || {Pid, _} <- Pids],
    [receive {'DOWN', _, process, _, normal} -> ok end || _ <- Pids].

ping_pong(Count) ->
    Other = spawn_link(fun() -> pong(Count) end),
    ping(0, Count, Other).

ping(Count, Count, _) -> ok;
ping(N, Count, Other) ->
    Other ! {ping, self(), N},
    receive {pong, N} -> ping(N + 1, Count, Other) end.

pong(0) -> ok;
pong(N) -> receive {ping, From, Number} -> From ! {pong, Number} end, pong(N - 1).

fan_in(Senders, Each) ->
    Self = self(),
    [spawn_link(fun() -> send_items(Self, 0, Each) end) || _ <- lists:seq(1, Senders)],
    Sum = receive_items(Senders * Each, 0),
    Sum = Senders * (Each * (Each - 1) div 2).

send_items(_, Count, Count) -> ok;
send_items(To, N, Count) -> To ! {item, N}, send_items(To, N + 1, Count).

receive_items(0, Sum) -> Sum;
receive_items(N, Sum) -> receive {item, Number} -> receive_items(N - 1, Sum + Number) end.

wait_for_done(0) -> ok;
wait_for_done(N) -> receive done -> wait_for_done(N - 1) end.

call(Servers, Callers, Count) ->
    All = list_to_tuple([element(2, gen_server:start(?MODULE, {run, 0}, [])) || _ <- lists:seq(1, Servers)]),
    Self = self(),
    Each = Count div Callers,
    [spawn_link(fun() -> calls(All, I * Servers div Callers + 1, Each), Self ! done end) || I <- lists:seq(0, Callers - 1)],
    wait_for_done(Callers),
    Sum = lists:sum([gen_server:call(Server, get, 5000) || Server <- tuple_to_list(All)]),
    Sum = Each * Callers.

calls(_, _, 0) -> ok;
calls(All, At, N) when At > tuple_size(All) -> calls(All, 1, N);
calls(All, At, N) ->
    _ = gen_server:call(element(At, All), add, 5000),
    calls(All, At + 1, N - 1).

%% The child tells its watcher that it is there; it ends by an error when told to.
restart(Count) ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, {supervisor, self()}),
    crash_and_wait(receive {started, Pid} -> Pid end, Count),
    unlink(Supervisor),
    exit(Supervisor, shutdown).

crash_and_wait(_, 0) -> ok;
crash_and_wait(Pid, N) ->
    gen_server:cast(Pid, crash),
    Next = receive {started, Started} -> Started end,
    true = Next =/= Pid andalso is_process_alive(Next),
    crash_and_wait(Next, N - 1).

start_fragile(Watcher) -> gen_server:start_link(?MODULE, {fragile, Watcher}, []).

%% Erlang has no Registry, so this does what Elixir's Registry.lookup does: finds the table of the registry by its
%% name, in that the process by its key, and asks whether it is alive.
registry(Count) ->
    Keys = 100000,
    ets:new(rooms, [named_table, public, set, {read_concurrency, true}]),
    Table = ets:new(keys, [public, set, {read_concurrency, true}, {write_concurrency, true}]),
    ets:insert(rooms, {-2, {unique, 1, Table}}),
    Self = self(),
    %% In an order that jumps about in any table.
    List = [<<"room:", (integer_to_binary(I * 7919 rem Keys))/binary>> || I <- lists:seq(0, Keys - 1)],
    Pids = list_to_tuple([spawn_link(fun() ->
        true = ets:insert_new(Table, {Text, {self(), nil}}),
        Self ! registered,
        receive stop -> ok end
    end) || Text <- List]),
    Texts = list_to_tuple(List),
    [receive registered -> ok end || _ <- lists:seq(1, Keys)],
    Searchers = erlang:system_info(schedulers_online),
    All = [spawn_link(fun() ->
        [[{Pid, _}] = lookup(Text) || {Text, Pid} <- lists:zip(tuple_to_list(Texts), tuple_to_list(Pids))],
        Self ! ready,
        receive start -> ok end,
        search(Texts, I * Keys div Searchers + 1, Count div Searchers),
        Self ! done
    end) || I <- lists:seq(0, Searchers - 1)],
    [receive ready -> ok end || _ <- All],
    fun() -> [Pid ! start || Pid <- All], wait_for_done(Searchers) end.

search(_, _, 0) -> ok;
search(Texts, At, N) when At > tuple_size(Texts) -> search(Texts, 1, N);
search(Texts, At, N) ->
    [{_, _}] = lookup(element(At, Texts)),
    search(Texts, At + 1, N - 1).

lookup(Key) ->
    [{_, {unique, _, Table}}] = ets:lookup(rooms, -2),
    {Pid, _} = Pair = ets:lookup_element(Table, Key, 2),
    true = is_process_alive(Pid),
    [Pair].

timers(Count) ->
    Spread = Count div 100,
    Sum = start_timers(0, Count, Spread, 0),
    0 = await_timers(Count, Sum).

start_timers(Count, Count, _, Sum) -> Sum;
start_timers(N, Count, Spread, Sum) ->
    Milliseconds = 1 + N rem Spread,
    erlang:send_after(Milliseconds, self(), {tick, Milliseconds}),
    start_timers(N + 1, Count, Spread, Sum + Milliseconds).

await_timers(0, Sum) -> Sum;
await_timers(N, Sum) -> receive {tick, Milliseconds} -> await_timers(N - 1, Sum - Milliseconds) end.

%% Elixir's Task.async and Task.await, in Erlang: linked, monitored with an alias, started by proc_lib.
tasks(0, _) -> ok;
tasks(Rounds, Width) ->
    Tasks = [async(fun() -> I end) || I <- lists:seq(1, Width)],
    Sum = lists:sum([await(Task) || Task <- Tasks]),
    Sum = Width * (Width + 1) div 2,
    tasks(Rounds - 1, Width).

async(Fun) ->
    Owner = self(),
    Pid = proc_lib:spawn_link(fun() ->
        Monitor = monitor(process, Owner),
        receive
            {Owner, Ref, ReplyTo} -> demonitor(Monitor, [flush]), ReplyTo ! {Ref, Fun()};
            {'DOWN', Monitor, _, _, Why} -> exit(Why)
        end
    end),
    Alias = monitor(process, Pid, [{alias, demonitor}]),
    Pid ! {Owner, Alias, Alias},
    Alias.

await(Ref) ->
    receive
        {Ref, Reply} -> demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, _, _, Why} -> exit(Why)
    after 5000 -> exit(timeout)
    end.

init({run, N}) -> {ok, N};
init({hibernate, N}) -> {ok, N, hibernate};
init({fragile, Watcher}) -> Watcher ! {started, self()}, {ok, fragile};
init({supervisor, Watcher}) ->
    {ok, {#{strategy => one_for_one, intensity => 1000000000, period => 1},
          [#{id => fragile, start => {?MODULE, start_fragile, [Watcher]}}]}}.

handle_call(add, _From, N) -> {reply, N, N + 1};
handle_call(get, _From, N) -> {reply, N, N}.

handle_cast(crash, _) -> error(boom).
