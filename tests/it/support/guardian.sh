# Stops the tests' Postgres and removes its folder when no test process has been left for 10 s.
# Every test process keeps a file named after its process number in $folder/holders.
folder=$1
meeting=$2
trap '' HUP INT TERM
echo $$ >"$folder/guardian"

idle=0
while [ "$idle" -lt 10 ]; do
    sleep 1
    idle=$((idle + 1))
    for holder in "$folder"/holders/*; do
        if kill -0 "${holder##*/}" 2>/dev/null; then idle=0; else rm -f "$holder"; fi
    done
    # Take the address away first and look once more: a test process that still got it has
    # put its holder down before.
    if [ "$idle" -ge 10 ] && [ "$meeting/current" -ef "$folder" ]; then
        rm -f "$meeting/current"
        idle=9
    fi
done

pid_file=$folder/data/postgres/postmaster.pid
for signal in INT QUIT KILL; do
    [ -e "$pid_file" ] && read -r pid <"$pid_file" && kill -s "$signal" "$pid" 2>/dev/null
    tenths=0
    while [ -e "$pid_file" ] && [ "$tenths" -lt 50 ]; do
        sleep 0.1
        tenths=$((tenths + 1))
    done
done
rm -rf "$folder"
if [ ! -e "$meeting/current" ]; then
    rm -f "$meeting/lock"
    rmdir "$meeting" 2>/dev/null
fi
